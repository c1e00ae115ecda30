import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../../src/index.js';
import { createFileStore, type FileStoreOptions } from '../../../src/store/index.js';
import { realFiles } from '../../support/files.js';

const refused = (options: unknown) => () => createFileStore(options as FileStoreOptions);

describe('the options of a file store', () => {
  it.each([
    ['no options', undefined, 'options'],
    ['null', null, 'options'],
    ['no team', {}, 'team'],
    ['an empty team', { team: '' }, 'team'],
    ['a team that is no text', { team: 7 }, 'team'],
    ['a team with a NUL', { team: 'a\0' }, 'team'],
    ['a team that is ill-formed', { team: '\ud800' }, 'team'],
    ['a team that is too long', { team: 'x'.repeat(1025) }, 'team'],
    ['an empty home', { team: 'a', home: '' }, 'home'],
    ['a home that is no text', { team: 'a', home: null }, 'home'],
    ['a home with a NUL', { team: 'a', home: '/\0' }, 'home'],
    ['a control path that is no text', { team: 'a', control: 7 }, 'control'],
    ['an empty control path', { team: 'a', control: '' }, 'control'],
  ])('refuse %s', (_, options, field) => {
    expect(refused(options)).toThrow(InvalidArgumentError);
    expect(refused(options)).toThrow(expect.objectContaining({ field }));
  });

  it('may name any team, and leave out all else', () => {
    for (const team of ['atm-dev', '../x', '.', 'größe', 'x'.repeat(1024)]) {
      expect(createFileStore({ team, home: undefined, control: undefined }).team).toBe(team);
    }
  });

  it('touch nothing before the store is loaded, nor if it is only closed', async () => {
    const { at } = realFiles();
    const store = createFileStore({ team: 'a', home: at('home') });
    await store.close();
    expect(existsSync(at('home'))).toBe(false);
    await expect(store.load()).rejects.toMatchObject({ code: 'not_open' });
  });
});
