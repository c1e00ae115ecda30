import { describe, expect, it } from 'vitest';
import { createRequestStates } from '../../../src/mcp/request-state.js';

const STATE = { agentId: 'codex:1', ticket: 'turn-1', approvalId: 'approval-1' };
const states = createRequestStates(new Uint8Array(32).fill(7));

describe('a request state', () => {
  it('H12: comes back from a client as it went', () => {
    expect(states.decode(states.encode(STATE))).toEqual(STATE);
    const odd = { agentId: 'a.b"ü🦉', ticket: '', approvalId: '.' };
    expect(states.decode(states.encode(odd))).toEqual(odd);
  });

  it('of another process means nothing', () => {
    expect(createRequestStates().decode(createRequestStates().encode(STATE))).toBeUndefined();
  });

  it('that was changed in any one character means nothing', () => {
    const text = states.encode(STATE);
    for (let at = 0; at < text.length - 1; at += 1) {
      const other = text[at] === 'A' ? 'B' : 'A';
      const forged = text.slice(0, at) + other + text.slice(at + 1);
      expect(states.decode(forged)).toBeUndefined();
    }
  });

  it('with another body under a good signature means nothing', () => {
    const [, , signature] = states.encode(STATE).split('.');
    const [version, body] = states.encode({ ...STATE, agentId: 'codex:2' }).split('.');
    expect(states.decode(`${version}.${body}.${signature}`)).toBeUndefined();
  });

  it.each(['', 'v1', 'v1.', 'v1..', 'v2.a.b', 'x', '..', 'v1.e30.', 'null', 7, null, {}, ['v1']])(
    '%j means nothing',
    (given) => {
      expect(states.decode(given)).toBeUndefined();
    },
  );

  it('with something behind it means nothing', () => {
    expect(states.decode(`${states.encode(STATE)}.x`)).toBeUndefined();
  });
});
