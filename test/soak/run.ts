import type { ProxyHouse } from '../support/proxy-e2e.js';
import { Calls } from './calls.js';
import { Fleet } from './fleet.js';
import { Ledger } from './ledger.js';
import { isOver, type Life } from './life.js';
import { Place } from './places.js';
import { type PromptStep, planSoak, type SoakOptions, type Step, wordsOf } from './plan.js';
import { callOf } from './prompts.js';

/** How many callers are at work at once. */
const CALLERS = 4;
/** How often a proxy's memory and handles are written down, in prompts. */
const MEASURE_EVERY = 100;

/** One soak: callers take the steps of its plan in order, several at once. */
export class SoakRun {
  readonly fleet: Fleet;
  readonly ledger = new Ledger();
  readonly places: readonly Place[];
  /** Prompts that asked for a new session. */
  births = 0;
  turns = 0;
  readonly #options: SoakOptions;
  readonly #steps: Iterator<Step>;
  readonly #calls: Calls;

  constructor(house: ProxyHouse, options: SoakOptions) {
    this.#options = options;
    this.fleet = new Fleet(house, this.ledger, options.maxSessions);
    this.places = Array.from({ length: options.sessions }, (_, index) => new Place(index));
    this.#steps = planSoak(options).values();
    this.#calls = new Calls(this.fleet, this.ledger);
  }

  /** Runs the plan to its end, or to its time limit. */
  async run(): Promise<void> {
    const deadline = performance.now() + this.#options.limitMs;
    const caller = async () => {
      while (performance.now() < deadline) {
        const { value: step, done } = this.#steps.next();
        if (done) return;
        await this.#take(step);
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
  }

  async #take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'prompt':
        return this.#prompt(step, this.places[step.place] as Place);
      case 'close':
        return this.#close(this.places[step.place] as Place);
      case 'look':
        return this.#look();
      case 'kill-codex':
        return this.fleet.killCodex(step.proxy);
      case 'kill-proxy':
        return this.fleet.killProxy(step.proxy);
      case 'end-proxy':
        return this.fleet.endProxy(step.proxy);
      case 'second-proxy':
        return this.fleet.toggleSecond();
    }
  }

  async #prompt(step: PromptStep, place: Place): Promise<void> {
    const life = await this.#server(place, step.strays);
    const { tool, given, isNew } = callOf(step, place);
    const { answer: text } = wordsOf(step);
    const isBackground = step.how === 'background';
    this.#count(life, isNew);
    place.texts.add(text);
    place.staysClosed = false;
    const known = {
      expected: isBackground ? null : text,
      named: place.identity !== undefined,
      cancelledByApproval: step.approval?.answer === 'now' && step.approval.decision === 'cancel',
    };
    const { cancelAfterMs } = step;
    const done = await this.#calls.call({ life, tool, given, place, isNew, known, cancelAfterMs });
    if (done === null) return;
    const { answer } = done;
    place.learn(answer, life);
    if (answer.isError) return;
    if (isBackground) return this.#readResult(life, place, answer.agentId);
    if (answer.agentId === place.agentId) place.hadTurn = true;
  }

  /** Waits for the end of a turn that was begun in the background. */
  async #readResult(life: Life, place: Place, agentId: string): Promise<void> {
    if (isOver(life)) return;
    const given = { agent_id: agentId, wait_seconds: 40 };
    const done = await this.#calls.call({ life, tool: 'agent_result', given, place });
    if (done === null || done.answer.isError) return;
    const { turn_status: status, content } = done.answer.fields;
    const { codexDied, contested, closed } = done.around;
    if (status === 'completed' && !place.texts.has(String(content))) {
      this.ledger.violate(`agent_result of ${agentId}: "${String(content)}" is not its own`);
    }
    if (status === undefined && !(codexDied || contested || closed)) {
      this.ledger.violate(`agent_result of ${agentId}: no turn has ended, after waiting for it`);
    }
  }

  async #close(place: Place): Promise<void> {
    const life = await this.#server(place, false);
    const { agentId, identity } = place;
    if (agentId === '' && identity === undefined) return;
    place.lastCloseAt = performance.now();
    place.isClosed = true;
    place.staysClosed = agentId !== '' && !place.isBusy;
    const given = agentId === '' ? { identity } : { agent_id: agentId };
    const done = await this.#calls.call({ life, tool: 'agent_close', given, place });
    // an answer to a call before it may have come meanwhile
    place.isClosed ||= done?.answer.isError === false && place.agentId === agentId;
    if (done === null || done.answer.isError) {
      place.staysClosed = false;
    } else if (done.answer.fields.status !== 'closed') {
      this.ledger.violate(`agent_close of ${agentId}: it is ${done.answer.fields.status}`);
    }
  }

  async #look(): Promise<void> {
    const { isAnswered, active, max } = await this.#status(await this.#server());
    if (isAnswered && !(active <= max)) {
      this.ledger.violate(`${active} sessions of ${max} are active`);
    }
    const life = await this.#server();
    await this.#calls.call({ life, tool: 'agent_sessions', given: {} });
  }

  async #status(life: Life) {
    const done = await this.#calls.call({ life, tool: 'agent_status', given: {} });
    const { active, max_sessions: max } = done?.answer.fields ?? {};
    return { isAnswered: done !== null, active: Number(active), max: Number(max) };
  }

  /** The proxy that has the session of a place, or is to have it; the other one if it strays. */
  async #server(place?: Place, strays = false): Promise<Life> {
    for (;;) {
      // nothing may come between this look and the call: a proxy that is over takes no calls
      const serving = (await this.fleet.serving()).filter((life) => !isOver(life));
      const usual = serving[(place?.index ?? 0) % serving.length];
      const home = serving.find((life) => life === place?.holder) ?? usual;
      const other = serving.find((life) => life !== home);
      const chosen = strays ? (other ?? home) : home;
      if (chosen !== undefined) return chosen;
    }
  }

  #count(life: Life, isNew: boolean): void {
    this.turns += 1;
    life.turns += 1;
    if (isNew) this.births += 1;
    if (life.turns % MEASURE_EVERY === 1) this.fleet.measure(life);
  }
}
