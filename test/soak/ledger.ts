import type { Message, MessageId } from '../support/mcp-messages.js';
import type { Life } from './life.js';

/** A call as it was sent. */
export interface Call {
  readonly life: Life;
  readonly id: MessageId;
  readonly what: string;
  /** The id of the ping that was sent right behind its cancel. */
  cancelledBefore: MessageId | null;
}

/** What was sent and what came back, of all proxies. */
export class Ledger {
  readonly outcomes = new Map<string, number>();
  readonly violations: string[] = [];
  /** What was done and what came of it, in order. */
  readonly journal: string[] = [];
  readonly #calls: Call[] = [];

  sent(life: Life, id: MessageId, what: string): Call {
    const call = { life, id, what, cancelledBefore: null };
    this.#calls.push(call);
    this.note(life, `#${id} ${what}`);
    return call;
  }

  /** Writes a line into the journal: when, at which proxy, and what. */
  note({ client }: Life, what: string): void {
    this.journal.push(`${performance.now().toFixed(0)} ms, proxy ${client.pid}: ${what}`);
  }

  count(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }

  violate(sentence: string): void {
    this.violations.push(sentence);
  }

  /** Every call was answered once, and none after it was cancelled. */
  checkAnswers(): void {
    const places = new Map<Life, Map<MessageId, number[]>>();
    for (const { life } of this.#calls) {
      if (!places.has(life)) places.set(life, answersIn(life.client.lines.messages));
    }
    for (const call of this.#calls) {
      const answers = places.get(call.life) as Map<MessageId, number[]>;
      const fault = faultOf(call, answers);
      if (fault !== null) this.violate(`${call.what}: ${fault}`);
    }
  }
}

function faultOf({ life, id, cancelledBefore }: Call, answers: Map<MessageId, number[]>) {
  const places = answers.get(id) ?? [];
  if (places.length > 1) return `answered ${places.length} times`;
  if (cancelledBefore !== null) {
    const [ping = Number.POSITIVE_INFINITY] = answers.get(cancelledBefore) ?? [];
    return (places[0] ?? 0) > ping ? 'answered after it was cancelled' : null;
  }
  return places.length === 0 && life.killedAt === null ? 'never answered' : null;
}

/** Where among the messages each request was answered. */
function answersIn(messages: readonly Message[]): Map<MessageId, number[]> {
  const answers = new Map<MessageId, number[]>();
  for (const [at, { id, method }] of messages.entries()) {
    if (method !== undefined || id === undefined || id === null) continue;
    answers.set(id, [...(answers.get(id) ?? []), at]);
  }
  return answers;
}
