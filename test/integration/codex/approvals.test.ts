import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ApprovalDecision, ApprovalRequested } from '../../../src/codex/index.js';
import type { CodexRun } from '../../support/codex-run.js';
import { openThread, realCodex } from '../../support/codex-real.js';

const TOUCH = 'exec:`touch outside && echo made` escalate';

/** Runs a turn, and answers every request of it by the same decision. */
async function runAnswered(
  { codex, heard, endOf }: CodexRun,
  threadId: string,
  prompt: string,
  decision: ApprovalDecision,
) {
  const asked: ApprovalRequested[] = [];
  const turnId = await codex.startTurn(threadId, prompt);
  let ended = false;
  const end = endOf(turnId).finally(() => {
    ended = true;
  });
  while (!ended) {
    for (const fact of heard) {
      if (fact.type !== 'approval.requested' || asked.includes(fact)) continue;
      asked.push(fact);
      expect(codex.answer(fact.requestId, decision)).toBe(true);
    }
    await new Promise((look) => setImmediate(look));
  }
  return { end: await end, asked };
}
