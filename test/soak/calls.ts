import type { Fields } from '../support/mcp-messages.js';
import type { ToolAnswer } from '../support/proxy-e2e-client.js';
import type { Fleet } from './fleet.js';
import { type Circumstances, faultOf, type Outcome } from './judge.js';
import type { Call, Ledger } from './ledger.js';
import type { Life } from './life.js';
import type { Place } from './places.js';

/** A call of a tool, and what is known of it before. */
export interface Plan {
  readonly life: Life;
  readonly tool: string;
  readonly given: Fields;
  /** The place it is for; absent where it is for none. */
  readonly place?: Place;
  /** Whether it asks for a session that is not there yet. */
  readonly isNew?: boolean;
  readonly known?: Partial<Circumstances>;
  readonly cancelAfterMs?: number | null;
}

/** What came of a call that was answered. */
export interface Answered {
  readonly answer: ToolAnswer;
  readonly around: Circumstances;
}

/** Calls tools, and judges what comes of it. */
export class Calls {
  readonly #fleet: Fleet;
  readonly #ledger: Ledger;

  constructor(fleet: Fleet, ledger: Ledger) {
    this.#fleet = fleet;
    this.#ledger = ledger;
  }

  /** Calls a tool; null where it was cancelled, or the proxy is gone. */
  async call(plan: Plan): Promise<Answered | null> {
    const { life, tool, given, place, cancelAfterMs = null } = plan;
    const around = this.#watch(plan);
    const leave = place?.enter(life);
    const { id, answer } = life.client.begin(tool, given);
    const call = this.#ledger.sent(life, id, `${tool} ${JSON.stringify(given).slice(0, 200)}`);
    const isCancelled = cancelAfterMs !== null && (await passed(cancelAfterMs, answer));
    if (isCancelled) await this.#cancel(call);
    const outcome = isCancelled ? null : await outcomeOf(answer);
    leave?.(isCancelled);
    this.#ledger.note(life, `#${id} ${JSON.stringify(outcome ?? 'cancelled').slice(0, 400)}`);
    if (outcome === null) return null;
    this.#ledger.count(`${tool}: ${outcome.type === 'refused' ? outcome.code : outcome.type}`);
    const circumstances = around();
    const fault = faultOf(outcome, circumstances);
    if (fault !== null) await this.#violate(call, fault);
    return outcome.type === 'lost' ? null : { answer: await answer, around: circumstances };
  }

  /** Begins to watch what happens around a call. */
  #watch({ life, place, isNew = false, known = {} }: Plan): () => Circumstances {
    const since = performance.now();
    const wasClosed = place?.isClosed === true;
    const wasContested = place?.isContested(life, since) === true;
    return () => ({
      ...{ expected: null, named: false, cancelledByApproval: false, ...known },
      codexDied: this.#fleet.codexDied(life, since),
      proxyDied: life.killedAt !== null,
      proxyEnded: life.endedAt !== null,
      contested:
        wasContested || place?.isContested(life, since) === true || this.#fleet.proxyWent(since),
      closed: wasClosed || place?.isClosed === true || (place?.lastCloseAt ?? 0) > since,
      hadTurn: !isNew && place?.hadTurn === true,
    });
  }

  /** Writes down the sessions at that moment, too. */
  async #violate({ life, what }: Call, fault: string): Promise<void> {
    this.#ledger.violate(`${what}: ${fault}`);
    this.#ledger.note(life, `violation: ${fault}`);
    const sessions = await life.client.call('agent_sessions').catch(() => null);
    this.#ledger.note(life, `its sessions: ${JSON.stringify(sessions?.fields.agents)}`);
  }

  /** The ping behind the cancel shows when it had been read. */
  async #cancel(call: Call): Promise<void> {
    const { client } = call.life;
    client.cancel(call.id);
    const id = client.lines.nextId();
    call.cancelledBefore = id;
    this.#ledger.count('cancelled');
    await client.lines.request('ping', {}, { id }).catch(() => {});
  }
}

/** Whether so much time passes before an answer comes. */
async function passed(ms: number, answer: Promise<unknown>): Promise<boolean> {
  const answered = answer.then(
    () => false,
    () => false,
  );
  const timer = new Promise<boolean>((resolve) => setTimeout(resolve, ms, true));
  return Promise.race([answered, timer]);
}

async function outcomeOf(answer: Promise<ToolAnswer>): Promise<Outcome> {
  try {
    const { isError, text, code, agentId, threadId } = await answer;
    if (isError) return { type: 'refused', code, text, agentId, threadId };
    return { type: 'answered', text, agentId, threadId };
  } catch (error) {
    return { type: 'lost', reason: String(error) };
  }
}
