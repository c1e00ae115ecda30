import { describe, expect, it } from 'vitest';
import { parseRegistrySnapshot } from '../../../src/index.js';
import { KEPT_CLOSED, RegistryDocument } from '../../../src/store/document.js';
import { entry } from '../../support/records.js';
import { closed, live, stale } from '../../support/store-world.js';

const documentOf = (file: unknown) => new RegistryDocument(parseRegistrySnapshot(file).snapshot);
const idsIn = (document: RegistryDocument) => [...document.records()].map(({ agentId }) => agentId);
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `codex:${index}`);

describe('a registry as a document', () => {
  it('is written as it was read, unknown fields and faulty entries included', () => {
    const file = {
      version: 1,
      sessions: [entry({ note: { deep: [1] } }), { agent_id: 'faulty', odd: '\u{1f600}' }, 'text'],
      future: { field: [null] },
    };
    const text = documentOf(file).text();
    expect(JSON.parse(text)).toEqual(file);
    expect(documentOf(JSON.parse(text)).text()).toBe(text);
  });

  it('keeps what is replaced in its place, and puts what is new at its end', () => {
    const document = documentOf({ sessions: [] });
    for (const record of [stale('a'), stale('b'), stale('c')]) document.put(record);
    document.put(live('a'));
    expect(document.remove('b')).toBe(true);
    document.put(stale('b'));
    expect(idsIn(document)).toEqual(['a', 'c', 'b']);
    expect(document.get('a')).toEqual(live('a'));
  });

  it('tells whether there was something to remove', () => {
    const document = documentOf({ sessions: [entry()] });
    expect(document.remove('unknown')).toBe(false);
    expect(document.remove('codex:a')).toBe(true);
    expect(document.remove('codex:a')).toBe(false);
    expect(document.get('codex:a')).toBeUndefined();
  });

  it('is empty when there is nothing in it at all', () => {
    expect(RegistryDocument.empty().isEmpty).toBe(true);
    expect(RegistryDocument.empty().text()).toBe('{"version":1,"sessions":[]}\n');
    expect(documentOf({ sessions: [entry()] }).isEmpty).toBe(false);
    expect(documentOf({ sessions: ['faulty'] }).isEmpty).toBe(false);
    expect(documentOf({ sessions: [], note: 1 }).isEmpty).toBe(false);
  });

  it('has too many closed sessions beyond a thousand, the first of the file', () => {
    const document = documentOf({ sessions: [] });
    document.put(stale('stale'));
    for (const agentId of numbered(KEPT_CLOSED)) document.put(closed(agentId));
    document.put(live('live'));
    expect(KEPT_CLOSED).toBe(1000);
    expect(document.overflow()).toEqual([]);
    document.put(closed('stale'));
    document.put(closed('last'));
    expect(document.overflow()).toEqual([closed('stale'), closed('codex:0')]);
  });

  it('makes a record that has not changed text only once', () => {
    let reads = 0;
    const counted = new Proxy(stale('a'), {
      get: (target, key) => {
        if (key === 'cwd') reads += 1;
        return Reflect.get(target, key);
      },
    });
    const document = documentOf({ sessions: [] });
    document.put(counted);
    const text = document.text();
    const once = reads;
    document.put(stale('b'));
    expect(document.text()).not.toBe(text);
    expect([once > 0, reads]).toEqual([true, once]);
  });
});
