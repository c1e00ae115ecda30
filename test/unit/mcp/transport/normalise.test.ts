import { describe, expect, it } from 'vitest';
import { normalise } from '../../../../src/mcp/transport/normalise.js';

describe('normalise', () => {
  it('drops unknown top-level keys, as the old server did', () => {
    const message = { jsonrpc: '2.0', id: 1, method: 'ping', extra: 1 };
    expect(normalise(message)).toEqual({ jsonrpc: '2.0', id: 1, method: 'ping' });
  });

  it('drops params that are null', () => {
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: null };
    expect(normalise(message)).toEqual({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  });

  it('keeps null and unknown keys below the top level: `arguments: null` has its own answer', () => {
    const params = { name: 'codex', arguments: null, extra: 1 };
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
    expect(normalise(message)).toEqual(message);
  });

  it.each(['approved', null, 5, ['approved']])(
    'reads an answer whose result is %j as an empty one, so nobody waits for ever',
    (result) => {
      const message = { jsonrpc: '2.0', id: 0, result };
      expect(normalise(message)).toEqual({ jsonrpc: '2.0', id: 0, result: {} });
    },
  );

  it.each(['no', null, {}, { code: '1', message: 'x' }])(
    'reads the malformed error %j',
    (error) => {
      const { error: read } = normalise({ jsonrpc: '2.0', id: 0, error }) as { error: unknown };
      expect(read).toEqual({ code: -32603, message: 'the error of this answer is malformed' });
    },
  );

  it('keeps a well-formed answer as it is', () => {
    const good = { jsonrpc: '2.0', id: 0, result: { decision: 'approved' } };
    const bad = { jsonrpc: '2.0', id: 0, error: { code: -32601, message: 'no', data: [1] } };
    expect([normalise(good), normalise(bad)]).toEqual([good, bad]);
  });

  it.each([null, 5, 'text', [[]]])('leaves %j alone: it is no message', (value) => {
    expect(normalise(value)).toEqual(value);
  });
});
