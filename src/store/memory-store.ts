import { StoreError, sealSnapshot } from '../domain/index.js';
import type { LockedRegistry, RegistryChange, RegistryStore } from '../domain/ports/store.js';
import { RegistryDocument } from './document.js';

/**
 * Keeps a registry in memory: nothing survives the process. For tests, and for those who keep
 * nothing. It can be loaded again after it was closed, and knows then what it knew.
 */
export function createMemoryStore(): RegistryStore {
  let document = RegistryDocument.empty();
  let isOpen = false;
  const view: LockedRegistry = {
    get: (agentId) => document.get(agentId),
    records: () => document.records(),
    owns: () => true,
    ownerOf: () => undefined,
    holderOf: () => undefined,
  };

  function apply({ upserts, removals }: RegistryChange): void {
    for (const record of upserts) document.put(record);
    for (const agentId of removals) document.remove(agentId);
  }

  return {
    team: null,
    async load() {
      if (isOpen) throw new StoreError('not_open', 'the store was loaded already');
      isOpen = true;
      const sessions = Array.from(document.records(), (record) =>
        record.status === 'active'
          ? Object.freeze({ ...record, status: 'stale' as const })
          : record,
      );
      const { faulty, extra } = document.remainder;
      document = new RegistryDocument({ sessions, faulty, extra });
      const snapshot = sealSnapshot(sessions, faulty, extra);
      return Object.freeze({ snapshot, issues: [], movedAside: null, foreign: [] });
    },
    async commit(change) {
      if (!isOpen) throw new StoreError('not_open', 'the store is not open; load it first');
      apply(typeof change === 'function' ? change(view) : change);
    },
    foreign: async () => [],
    async close() {
      isOpen = false;
    },
  };
}
