import { expect, it } from 'vitest';
import {
  createSessionSupervisor,
  parseRegistrySnapshot,
  serializeRegistrySnapshot,
} from '../../src/index.js';
import { granted } from '../support/supervisors.js';

it('doc: RegistrySnapshot', () => {
  const registry = createSessionSupervisor({ maxConcurrent: 10 });
  const json = serializeRegistrySnapshot(registry.toSnapshot());
  const { snapshot } = parseRegistrySnapshot(JSON.parse(json));
  expect(snapshot.sessions).toHaveLength(0);
});

it('doc: SessionRegistry', () => {
  const registry = createSessionSupervisor({ maxConcurrent: 10 });
  const entry = granted(
    registry.register({
      identity: 'arch-ctm',
      team: 'atm-dev',
      cwd: '/tmp',
      repoRoot: null,
      repoName: null,
      branch: null,
    }),
  );
  expect(entry.identity).toBe('arch-ctm');
  expect(entry.status).toBe('active');
});

it('doc: SessionRegistry::to_snapshot', () => {
  const registry = createSessionSupervisor({ maxConcurrent: 10 });
  expect(registry.toSnapshot().sessions).toEqual([]);
});

it('doc: SessionRegistry::load_from_snapshot', () => {
  const { snapshot } = parseRegistrySnapshot({ version: 1, sessions: [] });
  const registry = createSessionSupervisor({ snapshot, maxConcurrent: 10 });
  expect(registry.activeCount).toBe(0);
});
