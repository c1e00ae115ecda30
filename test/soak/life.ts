import type { ProxyClient } from '../support/proxy-e2e-client.js';
import type { Usage } from './measure.js';

/** One proxy from its start to its end. */
export interface Life {
  readonly client: ProxyClient;
  readonly usages: { readonly turns: number; readonly usage: Usage }[];
  /** Prompts it was given. */
  turns: number;
  /** When it was killed or asked to end. */
  killedAt: number | null;
  endedAt: number | null;
  /** When its Codex was killed last. */
  codexKilledAt: number;
}

/** Whether it takes no calls any more. */
export function isOver({ killedAt, endedAt }: Life): boolean {
  return killedAt !== null || endedAt !== null;
}
