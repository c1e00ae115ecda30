import { describe, expect, it } from 'vitest';
import { parseRegistrySnapshot, serializeRegistrySnapshot } from '../../../src/domain/index.js';
import { entry } from '../../support/records.js';

function reread(json: unknown) {
  const { snapshot } = parseRegistrySnapshot(json);
  return JSON.parse(serializeRegistrySnapshot(snapshot)) as Record<string, unknown> & {
    sessions: Record<string, unknown>[];
  };
}

describe('unknown fields', () => {
  it('of an entry are kept in order, whatever they are', () => {
    const unknown = { zeta: [1, { deep: null }], alpha: 'x', agentId: 'no', Status: 1, '': 0 };
    const { snapshot, issues } = parseRegistrySnapshot({ sessions: [entry(unknown)] });
    expect(issues).toEqual([]);
    expect(Object.keys(snapshot.sessions[0]?.extra ?? {})).toEqual(Object.keys(unknown));
    const [written] = reread({ sessions: [entry(unknown)] }).sessions;
    expect(Object.keys(written ?? {}).slice(-5)).toEqual(Object.keys(unknown));
    expect(written).toEqual(entry(unknown));
  });

  it('of the file are kept in order', () => {
    const file = {
      zeta: 1,
      version: 1,
      alpha: { deep: [null] },
      sessions: [],
      mid: 'x',
      faulty: 2,
    };
    const { snapshot, issues } = parseRegistrySnapshot(file);
    expect(issues).toEqual([]);
    expect(Object.keys(snapshot.extra)).toEqual(['zeta', 'alpha', 'mid', 'faulty']);
    expect(reread(file)).toEqual(file);
  });

  it('of an entry are frozen and shared with nobody', () => {
    const mine = { list: [1] };
    const { snapshot } = parseRegistrySnapshot({ sessions: [entry({ mine })], mine });
    mine.list.push(2);
    expect(snapshot.sessions[0]?.extra).toEqual({ mine: { list: [1] } });
    expect(snapshot.extra).toEqual({ mine: { list: [1] } });
    expect(Object.isFrozen(snapshot.sessions[0])).toBe(true);
    expect(Object.isFrozen((snapshot.extra.mine as { list: unknown }).list)).toBe(true);
  });

  it('that are ours must be an object, else the entry is faulty', () => {
    const good = parseRegistrySnapshot({ sessions: [entry({ codex_sessions: { note: 1 } })] });
    expect(good.snapshot.sessions[0]?.extra).toEqual({ codex_sessions: { note: 1 } });
    for (const codex_sessions of [1, 'x', null, [], true]) {
      const { snapshot, issues } = parseRegistrySnapshot({ sessions: [entry({ codex_sessions })] });
      expect(issues).toMatchObject([{ path: 'sessions[0].codex_sessions' }]);
      expect(snapshot.faulty).toHaveLength(1);
    }
  });

  it('are kept with strings that are no good Unicode, and deeper than we would write', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(120)}${']'.repeat(120)}`);
    const file = { version: 1, sessions: [entry({ deep, odd: '\ud800' })], deep, odd: ['\udfff'] };
    expect(parseRegistrySnapshot(file).issues).toEqual([]);
    expect(reread(file)).toEqual(file);
  });

  it('beside one that cannot be kept are kept', () => {
    const { snapshot, issues } = parseRegistrySnapshot({
      sessions: [entry({ good: 1, bad: () => 1 })],
      good: 1,
      bad: () => 1,
    });
    expect(issues.map(({ path }) => path)).toEqual(['sessions[0].bad', 'bad']);
    expect(snapshot.sessions[0]?.extra).toEqual({ good: 1 });
    expect(snapshot.extra).toEqual({ good: 1 });
  });

  it('are left out no further than is reported', () => {
    const { snapshot, issues } = parseRegistrySnapshot({
      sessions: [entry({ notes: { good: 1, bad: () => 1 } })],
    });
    const reported = issues.map(({ path }) => path);
    const kept = snapshot.sessions[0]?.extra;
    if (reported.includes('sessions[0].notes')) expect(kept).toEqual({});
    else expect(kept).toEqual({ notes: { good: 1 } });
  });

  it('with a number too large for JSON have null instead, and that is reported', () => {
    const file: unknown = JSON.parse('{"sessions":[],"size":1e999}');
    const { snapshot, issues } = parseRegistrySnapshot(file);
    expect(snapshot.extra).toEqual({ size: null });
    expect(issues).toMatchObject([{ path: 'size', code: 'not_finite' }]);
  });
});
