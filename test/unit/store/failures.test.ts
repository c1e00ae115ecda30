import { describe, expect, it } from 'vitest';
import { RegistryFormatError, StoreError } from '../../../src/index.js';
import { errnoOf, isSystemError, leniently, storeError } from '../../../src/store/failures.js';
import { errnoError } from '../../support/errno-error.js';

const DOING = 'the registry could not be written';

describe('a failure of the file system', () => {
  it.each([
    ['ENOSPC', 'no_space', /disk is full/],
    ['EDQUOT', 'no_space', /disk is full/],
    ['EACCES', 'no_permission', /may not do that/],
    ['EPERM', 'no_permission', /may not do that/],
    ['EROFS', 'no_permission', /may not do that/],
    ['EMFILE', 'too_many_files', /too many files/],
    ['ENFILE', 'too_many_files', /too many files/],
    ['EIO', 'io', /EIO: i\/o error, write '\/x'/],
    ['EISDIR', 'io', /EISDIR/],
  ] as const)('%s becomes %s, says what to do, and keeps its cause', (code, expected, advice) => {
    const cause = errnoError(code, 'write', '/x');
    const error = storeError(DOING, cause);
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: expected, cause });
    expect(error.message).toMatch(advice);
    expect(error.message.startsWith(`${DOING}: `)).toBe(true);
  });

  it('is io when it is none of the system, even if it is no error at all', () => {
    expect(storeError(DOING, new Error('odd'))).toMatchObject({
      code: 'io',
      message: `${DOING}: odd`,
    });
    expect(storeError(DOING, 'odd')).toMatchObject({ code: 'io', message: `${DOING}: odd` });
  });

  it('stays what it is when it is typed already', () => {
    const typed = new StoreError('lock_timeout', 'held');
    const newer = new RegistryFormatError('newer_version', 'newer');
    expect(storeError(DOING, typed)).toBe(typed);
    expect(storeError(DOING, newer)).toBe(newer);
  });
});

describe('the code of a failure', () => {
  it('is that of the system, and none for all else', () => {
    expect(errnoOf(errnoError('EEXIST', 'link', '/x'))).toBe('EEXIST');
    expect([new Error('x'), 'ENOENT', null, { code: 'ENOENT' }].map(errnoOf)).toEqual(
      Array(4).fill(undefined),
    );
    expect(errnoOf(Object.assign(new Error('x'), { code: 7 }))).toBeUndefined();
  });

  it('tells errors of the system from errors of a program', () => {
    expect(isSystemError(errnoError('EIO', 'read', '/x'))).toBe(true);
    expect(isSystemError(new TypeError('x'))).toBe(false);
    expect(isSystemError(new StoreError('io', 'x'))).toBe(false);
  });
});

describe('a step that does not matter', () => {
  it('is taken, and its failure is not heard of', () => {
    let steps = 0;
    leniently(() => {
      steps += 1;
      throw new Error('odd');
    });
    expect(steps).toBe(1);
  });
});
