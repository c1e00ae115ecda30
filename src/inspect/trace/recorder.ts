import type { AnyActorRef, InspectionEvent, Snapshot } from 'xstate';
import type { ChartValue } from '../../control/index.js';
import type { InspectionSource, Inspector, Subscription } from '../../runtime/index.js';
import { identityOf } from '../actors.js';
import { type Manner, shownEvent, shownSnapshot } from '../shown/index.js';
import type { TraceEntry } from './lines.js';

export interface RecorderOptions {
  /** Takes each entry, in order; must not throw. */
  readonly write: (entry: TraceEntry) => void;
  /** Record answers, notes and sentences of errors, too. Default false. */
  readonly contents?: boolean | undefined;
}

type Ref = InspectionEvent['actorRef'];

/** Records every inspection event of its sources, from the birth of their first actors on. */
export class Recorder implements Inspector {
  readonly #write: RecorderOptions['write'];
  readonly #manner: Manner;
  readonly #ids = new WeakMap<Ref, string>();
  readonly #subscriptions: Subscription[] = [];
  #met = 0;
  #isOver = false;

  constructor({ write, contents = false }: RecorderOptions) {
    this.#write = write;
    // the supervisor's first event tells all sessions it starts with
    this.#manner = { contents, crowds: true };
  }

  attach(source: InspectionSource): void {
    if (this.#isOver) return;
    // the root was born before it could be watched
    for (const actor of source.actors()) this.#idOf(actor);
    this.#subscriptions.push(source.inspect((event) => this.#hear(event)));
  }

  /** Hears nothing more, and costs nothing. Idempotent. */
  stop(): void {
    this.#isOver = true;
    for (const subscription of this.#subscriptions.splice(0)) subscription.unsubscribe();
  }

  #hear(event: InspectionEvent): void {
    const actor = this.#idOf(event.actorRef);
    const entry = this.#entryOf(event, actor);
    if (entry !== undefined) this.#write(entry);
  }

  #entryOf(event: InspectionEvent, actor: string): TraceEntry | undefined {
    switch (event.type) {
      case '@xstate.event':
        return this.#told(event, actor);
      case '@xstate.action':
        return acted(event, actor, this.#manner);
      case '@xstate.microstep': {
        const { value } = event.snapshot as unknown as { readonly value: ChartValue };
        return { kind: 'microstep', actor, event: event.event.type, value };
      }
      case '@xstate.snapshot': {
        const snapshot = shownSnapshot(event.snapshot as Snapshot<unknown>, this.#manner);
        return { kind: 'snapshot', actor, event: event.event.type, snapshot };
      }
      default:
        // @xstate.actor: told when it was met
        return undefined;
    }
  }

  #told(
    { sourceRef, event }: Extract<InspectionEvent, { type: '@xstate.event' }>,
    actor: string,
  ): TraceEntry {
    const from = sourceRef && this.#idOf(sourceRef);
    const shown = shownEvent(event, this.#manner);
    return { kind: 'event', actor, ...(from !== undefined && { from }), event: shown };
  }

  /** The short id of an actor; one that is met for the first time is told of. */
  #idOf(ref: Ref): string {
    const known = this.#ids.get(ref);
    if (known !== undefined) return known;
    const { id: name, _parent } = ref as AnyActorRef;
    const parent = _parent === undefined ? null : this.#idOf(_parent);
    this.#met += 1;
    const actor = String(this.#met);
    this.#ids.set(ref, actor);
    const { chart, agentId } = identityOf(ref) ?? { chart: null, agentId: null };
    this.#write({ kind: 'actor', actor, chart, agentId, name, parent });
    return actor;
  }
}

/** The events that are emitted or put off; what is sent is told when it arrives. */
const TELLING = new Set(['xstate.emit', 'xstate.raise']);

function acted(
  { action }: Extract<InspectionEvent, { type: '@xstate.action' }>,
  actor: string,
  manner: Manner,
): TraceEntry {
  const { event } = (action.params ?? {}) as { readonly event?: object };
  const isTold = TELLING.has(action.type) && event !== undefined;
  const told = isTold && { event: shownEvent(event, manner) };
  return { kind: 'action', actor, action: action.type, ...told };
}
