import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  createSessionSupervisor,
  parseRegistrySnapshot,
  serializeRegistrySnapshot,
} from '../../src/index.js';
import { refusedByOriginal } from '../support/original-file.js';
import { entry, entryWithout } from '../support/records.js';
import { register, supervisorWith } from '../support/supervisors.js';

const written = (name: string) =>
  readFileSync(new URL(`../fixtures/registry-v1/${name}.json`, import.meta.url), 'utf8');

const EXAMPLES = ['empty', 'three-active', 'all-statuses'] as const;

describe('files the original wrote', () => {
  it.each(EXAMPLES)('%s loads without a remark and is written back alike', (name) => {
    const json: unknown = JSON.parse(written(name));
    const { snapshot, issues } = parseRegistrySnapshot(json);
    expect(issues).toEqual([]);
    expect(snapshot.faulty).toEqual([]);
    expect(JSON.parse(serializeRegistrySnapshot(snapshot))).toEqual(json);
  });

  it.each(EXAMPLES)('%s restores in the order of the file, nobody active', (name) => {
    const { snapshot } = parseRegistrySnapshot(JSON.parse(written(name)));
    const supervisor = createSessionSupervisor({ snapshot });
    expect(supervisor.activeCount).toBe(0);
    expect(supervisor.list()).toEqual(
      snapshot.sessions.map((session) =>
        session.status === 'active' ? { ...session, status: 'stale' } : session,
      ),
    );
  });
});

describe('files ours writes', () => {
  it('load in the original, whatever states and fields the sessions have', () => {
    const supervisor = supervisorWith();
    const extra = { note: 'grüße \u{1f600}', nested: [{ deep: [1, null, true] }] };
    const full = register(supervisor, 'full', {
      tag: 't',
      agentSource: 'a.md',
      branch: 'b',
      extra,
    });
    supervisor.setThreadId(full.agentId, 'thread-1');
    supervisor.close(register(supervisor, 'closed').agentId);
    supervisor.markLost(register(supervisor, '__proto__').agentId);
    supervisor.setThreadState(register(supervisor, 'idle').agentId, 'idle');
    const text = serializeRegistrySnapshot(supervisor.toSnapshot());
    expect(refusedByOriginal(text)).toEqual([]);
    expect(refusedByOriginal(serializeRegistrySnapshot(supervisorWith().toSnapshot()))).toEqual([]);
  });

  it('load in the original with notes nested as deeply as we accept them', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'arch-ctm');
    for (let depth = 1; depth <= 200; depth += 1) {
      try {
        supervisor.annotate(agentId, { deep: JSON.parse('['.repeat(depth) + ']'.repeat(depth)) });
      } catch {
        break;
      }
    }
    expect(refusedByOriginal(serializeRegistrySnapshot(supervisor.toSnapshot()))).toEqual([]);
  });

  it('keep the fields and names that the original knows', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.setThreadId(agentId, 'thread-1');
    const text = serializeRegistrySnapshot(supervisor.toSnapshot());
    expect(JSON.parse(text)).toEqual({
      version: 1,
      sessions: [
        entry({ agent_id: agentId, thread_id: 'thread-1', status: 'active', thread_state: 'busy' }),
      ],
    });
  });
});

describe('the restated schema of the original', () => {
  it.each(EXAMPLES)('accepts %s', (name) => {
    expect(refusedByOriginal(written(name))).toEqual([]);
  });

  it.each([
    ['no object', []],
    ['no sessions', { version: 1 }],
    ['a version that is no u32', { version: -1, sessions: [] }],
    ['an entry that is no object', { sessions: [null] }],
    ['a missing field', { sessions: [entryWithout('team')] }],
    ['a state in upper case', { sessions: [entry({ status: 'Stale' })] }],
    ['a thread state that is null', { sessions: [entry({ thread_state: null })] }],
    ['a field of another type', { sessions: [entry({ tag: 7 })] }],
    ['an unpaired surrogate', { sessions: [entry({ cwd: '\ud800' })] }],
  ])('refuses %s', (_, file) => {
    expect(refusedByOriginal(JSON.stringify(file))).toHaveLength(1);
  });

  it('refuses nesting of 128 levels and accepts 127', () => {
    const nested = (levels: number) =>
      `{"sessions":[],"x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect(refusedByOriginal(nested(127))).toEqual([]);
    expect(refusedByOriginal(nested(128))).toHaveLength(1);
  });
});
