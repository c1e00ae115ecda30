import type { ChartName, ControlPicture, News } from '../../control/index.js';
import type { JsonObject, SessionChange, SessionRecord } from '../../domain/index.js';
import type { TimedNews } from '../board/messages.js';
import type { FleetNews } from '../fleet/api.js';
import type { RawLine, TraceHeader } from '../trace/index.js';
import type { ReplayMachines } from './machines.js';
import { changeByCommand, changeOf } from './records.js';
import { type Replay, type ReplayedStep, replay } from './replay.js';
import { typeOf } from './script.js';
import { backendSightOf, Sights } from './sights.js';

/** What the board shows of a trace. */
export interface TraceNews {
  /** In order; up to the first wrong step, if there is one. */
  readonly news: readonly TimedNews[];
  readonly replay: Replay;
}

/**
 * Tells a recorded run in the words of the board: one process that joined, and what happened there.
 * It holds all of the news in memory.
 *
 * @throws what `replay` throws.
 */
export async function newsOfTrace(
  lines: AsyncIterable<RawLine> | Iterable<RawLine>,
  machines: ReplayMachines,
): Promise<TraceNews> {
  const teller = new Teller();
  const result = await replay(lines, {
    machines,
    onHeader: (header) => teller.begin(header),
    onStep: (step) => teller.hear(step),
  });
  return { news: teller.news, replay: result };
}

class Teller {
  readonly news: TimedNews[] = [];
  #header: TraceHeader | undefined;
  #processes = 0;
  #records = new Map<string, SessionRecord>();
  #sights = new Sights();

  begin(header: TraceHeader): void {
    this.#header = header;
  }

  hear(step: ReplayedStep): void {
    const { chart, agentId, at, event, to } = step;
    if (chart === 'supervisor' && step.from === null) this.#join(step);
    if (this.#processes === 0) return;
    this.#tell(at, {
      ...{ type: 'step', at, event: typeOf(event) },
      ...{ chart: chart as ChartName, agentId, value: to },
    });
    if (chart === 'session') this.#change(at, changeOf(step, this.#records.get(agentId ?? '')));
    else if (chart === 'supervisor')
      this.#change(
        at,
        changeByCommand(step, (id) => this.#records.get(id)),
      );
    else if (chart === 'turns')
      this.#tell(at, { type: 'sight', at, sight: this.#sights.afterTurns(step) });
    else if (chart === 'backend')
      this.#tell(at, { type: 'backend', at, backend: backendSightOf(step) });
  }

  /** A supervisor that begins is a process of its own. */
  #join({ at, context, event }: ReplayedStep): void {
    if (this.#processes > 0) this.#add(at, { type: 'left', process: this.#process, at });
    this.#processes += 1;
    const { sessions } = (event.input ?? {}) as JsonObject;
    const known = (Array.isArray(sessions) ? sessions : []) as unknown as readonly SessionRecord[];
    this.#records = new Map(known.map((record) => [record.agentId, record]));
    this.#sights = new Sights();
    const picture: ControlPicture = {
      ...{ pid: 0, team: this.#header?.team ?? known[0]?.team ?? 'unknown', since: at, at },
      ...{ maxConcurrent: Number(context.maxConcurrent ?? 0), sessions: known },
      ...{ sights: [], approvals: [], backend: null, charts: [] },
    };
    this.#add(at, { type: 'joined', process: this.#process, picture });
  }

  #change(at: string, change: SessionChange | undefined): void {
    if (change === undefined) return;
    this.#tell(at, { type: 'session', at, change });
    if (change.type === 'refused') return;
    const { record, previous } = change;
    if (change.type === 'forgotten') return void this.#records.delete(record.agentId);
    this.#records.set(record.agentId, record);
    this.#tell(at, { type: 'sight', at, sight: this.#sights.afterChange(record, at, previous) });
  }

  get #process(): string {
    return `recorded ${this.#processes}`;
  }

  #tell(at: string, news: News): void {
    this.#add(at, { type: 'news', process: this.#process, news });
  }

  #add(at: string, news: FleetNews): void {
    this.news.push({ n: this.news.length + 1, at, news });
  }
}
