import type { InspectionEvent } from 'xstate';
import type { ChartSight, ChartValue } from '../../control/index.js';
import { identityOf } from '../../inspect/actors.js';
import type { InspectionSource, Inspector, Subscription } from '../../runtime/index.js';

/** A statechart took an event. */
export interface ChartStep extends ChartSight {
  readonly event: string;
}

/** Looks at the statecharts of its sources, and observes them only while somebody listens. */
export class Charts implements Inspector {
  readonly #sources: InspectionSource[] = [];

  attach(source: InspectionSource): void {
    this.#sources.push(source);
  }

  /** Those that live, and the states they are in. */
  now(): readonly ChartSight[] {
    const actors = this.#sources.flatMap((source) => source.actors());
    return actors.flatMap((actor) => sightOf(actor, actor.getSnapshot()) ?? []);
  }

  /** Tells each step of every statechart from now on, of those yet to come as well. */
  subscribe(listener: (step: ChartStep) => void): Subscription {
    const hear = (event: InspectionEvent): void => {
      if (event.type !== '@xstate.snapshot') return;
      const sight = sightOf(event.actorRef, event.snapshot);
      if (sight !== undefined) listener({ ...sight, event: event.event.type });
    };
    const subscriptions = this.#sources.map((source) => source.inspect(hear));
    return {
      unsubscribe() {
        for (const subscription of subscriptions) subscription.unsubscribe();
      },
    };
  }
}

/** Undefined for what is no statechart, and for one that failed before it had a state. */
function sightOf(actor: InspectionEvent['actorRef'], snapshot: unknown): ChartSight | undefined {
  const { chart, agentId } = identityOf(actor) ?? { chart: 'sessions', agentId: null };
  const { value } = snapshot as { readonly value?: ChartValue };
  return chart === 'sessions' || value === undefined ? undefined : { chart, agentId, value };
}
