import { describe, expect, it } from 'vitest';
import { examine, sharedIdentities } from '../../../src/cli/examination.js';
import { entry } from '../../support/records.js';

const textOf = (...entries: readonly unknown[]) =>
  JSON.stringify({ version: 1, sessions: entries });
const examined = (text: string) => examine(Buffer.from(text));

describe('examining a registry', () => {
  it('finds nothing wrong in a good one', () => {
    const { snapshot, problems } = examined(textOf(entry()));
    expect(problems).toEqual([]);
    expect(snapshot?.sessions).toHaveLength(1);
  });

  it('takes a byte order mark, as the store does', () => {
    expect(examined(`\ufeff${textOf()}`).problems).toEqual([]);
  });

  it('tells every entry that is wrong, with path, code and sentence', () => {
    const { snapshot, problems } = examined(textOf(entry(), entry(), { agent_id: 'x' }));
    expect(snapshot?.sessions).toHaveLength(1);
    expect(problems).toContainEqual({
      where: 'sessions[1].agent_id',
      code: 'duplicate_agent_id',
      sentence: expect.stringContaining('replaces') as string,
    });
    expect(problems).toContainEqual(expect.objectContaining({ where: 'sessions[2].identity' }));
  });

  it.each([
    ['[]', 'not_an_object'],
    ['{}', 'no_sessions'],
    ['{"version":"1","sessions":[]}', 'invalid_version'],
    ['{"version":2,"sessions":[]}', 'newer_version'],
  ])('finds %s unusable: %s', (text, code) => {
    const { snapshot, problems } = examined(text);
    expect(snapshot).toBeNull();
    expect(problems).toMatchObject([{ where: 'file', code }]);
  });

  it.each([
    ['{\n  "sessions": [}\n}', 'line 2, column 16', '  "sessions": [}', 15],
    ['{\r\n\r\n"a" 1}', 'line 3, column 5', '"a" 1}', 4],
    ['{"größe🎉" 1}', 'line 1, column 11', '{"größe🎉" 1}', 11],
    ['', 'line 1, column 1', '', 0],
    ['{\n', 'line 2, column 1', '', 0],
  ])('tells line and column of what is not JSON in %j', (text, where, line, before) => {
    const { snapshot, problems } = examined(text);
    expect(snapshot).toBeNull();
    expect(problems).toMatchObject([{ where, code: 'not_json', line: { text: line, before } }]);
  });

  it.each([
    [Buffer.from([0x7b, 0x0a, 0x22, 0xff, 0x22]), 'line 2, column 2'],
    [Buffer.concat([Buffer.from('{"ä�'), Buffer.from([0xc3, 0x28])]), 'line 1, column 4'],
    [Buffer.concat([Buffer.from('\ufeff{"'), Buffer.from([0x80])]), 'line 1, column 3'],
    [Buffer.concat([Buffer.from('{"'), Buffer.from([0xe2, 0x82])]), 'line 1, column 3'],
  ])('tells line and column of what is not UTF-8', (bytes, where) => {
    expect(examine(bytes)).toMatchObject({
      snapshot: null,
      problems: [{ where, code: 'not_utf8' }],
    });
  });

  it('counts the active sessions that share an identity', () => {
    const active = (id: string, identity: string) =>
      entry({ agent_id: id, identity, status: 'active' });
    const { snapshot } = examined(
      textOf(active('a', 'x'), active('b', 'x'), active('c', 'y'), entry({ identity: 'y' })),
    );
    expect(snapshot && sharedIdentities(snapshot)).toEqual([['x', 2]]);
  });
});
