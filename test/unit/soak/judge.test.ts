import { describe, expect, it } from 'vitest';
import { type Circumstances, faultOf } from '../../soak/judge.js';

const calm: Circumstances = {
  expected: 'answer-1',
  codexDied: false,
  proxyDied: false,
  contested: false,
  proxyEnded: false,
  closed: false,
  hadTurn: true,
  named: false,
  cancelledByApproval: false,
};
const refused = (code: string) => ({ type: 'refused', code, text: '' }) as const;
const lost = { type: 'lost', reason: 'the deadline' } as const;

describe('the judge of a soak', () => {
  it("takes a call's own answer, and no other", () => {
    expect(faultOf({ type: 'answered', text: 'answer-1' }, calm)).toBeNull();
    expect(faultOf({ type: 'answered', text: 'answer-2' }, calm)).toContain('instead of');
    expect(faultOf({ type: 'answered', text: 'x' }, { ...calm, expected: null })).toBeNull();
  });

  it.each([
    ['CHILD_PROCESS_DEAD', { codexDied: true }],
    ['SESSION_CLOSED', { closed: true }],
    ['SESSION_NOT_FOUND', { hadTurn: false }],
    ['THREAD_HELD', { contested: true }],
    ['SESSION_ACTIVE', { contested: true }],
    ['IDENTITY_CONFLICT', { named: true }],
    ['SHUTTING_DOWN', { proxyEnded: true }],
    ['TURN_INTERRUPTED', { cancelledByApproval: true }],
  ])('takes %s only where something happened that explains it', (code, excuse) => {
    expect(faultOf(refused(code), { ...calm, ...excuse })).toBeNull();
    expect(faultOf(refused(code), calm)).toContain(code);
  });

  it('takes no other code, whatever happened', () => {
    const everything = { codexDied: true, contested: true, closed: true, hadTurn: false };
    for (const code of ['MAX_SESSIONS_EXCEEDED', 'REQUEST_TIMEOUT', 'STORE_FAILED', '']) {
      expect(faultOf(refused(code), { ...calm, ...everything })).not.toBeNull();
    }
  });

  it('takes silence only from a proxy that was killed', () => {
    expect(faultOf(lost, { ...calm, proxyDied: true })).toBeNull();
    expect(faultOf(lost, { ...calm, proxyEnded: true })).toContain('never answered');
  });
});
