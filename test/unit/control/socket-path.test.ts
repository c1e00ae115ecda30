import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkedFolder,
  firstFittingFolder,
  makerOf,
  newPipeName,
  newSocketPath,
} from '../../../src/control/socket-path.js';

describe('the path of a control socket', () => {
  it('is in the folder, new each time, and tells who made it', () => {
    const [first, second] = [newSocketPath('/run/me', 4711), newSocketPath('/run/me', 4711)];
    expect(first).toMatch(/^\/run\/me\/4711-[0-9a-f]{8}\.sock$/);
    expect(second).not.toBe(first);
    expect(makerOf(basename(first))).toBe(4711);
  });

  it('may have 90 bytes, and is refused with 91', () => {
    const folder = `/${'f'.repeat(90 - '//4711-00000000.sock'.length)}`;
    expect(newSocketPath(folder, 4711)).toHaveLength(90);
    expect(() => newSocketPath(`${folder}f`, 4711)).toThrow(
      expect.objectContaining({ code: 'path_too_long' }),
    );
  });

  it('is measured in bytes, not in characters', () => {
    expect(() => newSocketPath(`/${'ü'.repeat(40)}`, 4711)).toThrow(
      expect.objectContaining({ code: 'path_too_long' }),
    );
  });

  it('is a pipe of the process on Windows', () => {
    expect(newPipeName(4711)).toMatch(/^\\\\\.\\pipe\\codex-sessions-4711-[0-9a-f]{8}$/);
  });

  it.each([
    'registry.json',
    '4711-0123abcd',
    '4711-0123abcd.sock.bak',
    '4711-0123abc.sock',
    '4711-0123ABCD.sock',
    '04711-0123abcd.sock',
    '-0123abcd.sock',
    'x4711-0123abcd.sock',
  ])('is nobody’s when it is called %s', (name) => {
    expect(makerOf(name)).toBeUndefined();
  });
});

describe('the choice of a runtime folder', () => {
  const long = `/${'f'.repeat(70)}`;

  it('takes the first folder in which any socket of any process fits', () => {
    expect(firstFittingFolder([long, '/run/me', '/tmp/me'])).toBe('/run/me');
  });

  it('agrees with what a process of the longest number may use', () => {
    const folders = Array.from({ length: 90 }, (_, length) => `/${'f'.repeat(length)}`);
    for (const folder of folders) {
      const fits = firstFittingFolder([folder]) !== undefined;
      const attempt = (): string => newSocketPath(folder, 2 ** 31 - 1);
      if (fits) expect(attempt()).toContain(folder);
      else expect(attempt).toThrow('choose a folder with a shorter path');
    }
  });

  it('takes none when all are too long', () => {
    expect(firstFittingFolder([long])).toBeUndefined();
    expect(firstFittingFolder([])).toBeUndefined();
  });

  it('takes a slash at the end of a folder away, which would hide a symbolic link', () => {
    expect(checkedFolder('/run/me//')).toBe('/run/me');
  });

  it.each(['', 'run/me', './me', '/run/\0me'])(
    'refuses %j, which is no absolute path',
    (folder) => {
      expect(() => checkedFolder(folder)).toThrow(
        expect.objectContaining({ code: 'invalid_argument', field: 'folder' }),
      );
    },
  );
});
