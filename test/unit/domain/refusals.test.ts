import { describe, expect, it } from 'vitest';
import { type Refusal, refusals } from '../../../src/domain/index.js';

const ALL: readonly [Refusal, string[]][] = [
  [refusals.identityConflict('arch-ctm', 'codex:1'), ['arch-ctm', 'codex:1']],
  [refusals.maxSessionsExceeded(3), ['3']],
  [refusals.sessionNotFound('codex:1'), ['codex:1']],
  [refusals.sessionActive('codex:1'), ['codex:1']],
  [refusals.sessionClosed('codex:1'), ['codex:1', 'reopen']],
  [refusals.threadHeld('thread-1', 'codex:1'), ['thread-1', 'codex:1']],
  [refusals.shuttingDown(), ['shutting down']],
];

describe('a refusal', () => {
  it.each(ALL)('$code names what a person needs to act', (refusal, words) => {
    for (const word of words) expect(refusal.message).toContain(word);
  });

  it('names the holder as a fact, too', () => {
    expect(refusals.identityConflict('arch-ctm', 'codex:1')).toMatchObject({
      identity: 'arch-ctm',
      agentId: 'codex:1',
    });
    expect(refusals.threadHeld('thread-1', 'codex:1')).toMatchObject({
      threadId: 'thread-1',
      agentId: 'codex:1',
    });
  });

  it('cuts a long name in its message and keeps it as a fact', () => {
    const name = 'x'.repeat(10_000_000);
    const refusal = refusals.sessionNotFound(name);
    expect(refusal.message.length).toBeLessThan(300);
    expect(refusal.agentId).toBe(name);
  });
});
