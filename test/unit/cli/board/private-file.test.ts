import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeAddressFile } from '../../../../src/cli/board/private-file.js';

let place: string;
let folder: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'cs-'));
  folder = join(place, 'run');
});

afterEach(() => rmSync(place, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('the file with an address', () => {
  it('is for this user alone, in a folder that is', async () => {
    const file = await writeAddressFile([folder], 'board.url', 'text\n');
    expect(file.path).toBe(join(folder, `board-${process.pid}.url`));
    expect(readFileSync(file.path, 'utf8')).toBe('text\n');
    expect([modeOf(folder), modeOf(file.path)]).toEqual([0o700, 0o600]);
    await file.remove();
    await file.remove();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('goes at the exit of its process', async () => {
    const before = process.listeners('exit');
    const file = await writeAddressFile([folder], 'board.html', 'text');
    const [atExit] = process.listeners('exit').filter((one) => !before.includes(one));
    atExit?.(0);
    expect(readdirSync(folder)).toEqual([]);
    await file.remove();
    expect(process.listeners('exit')).toEqual(before);
  });

  it('takes the place of those that killed processes left, and of nothing else', async () => {
    const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
    const living = process.ppid;
    const leftovers = [`board-${dead}.url`, `board-${dead}.html`, `board-${process.pid}.url`];
    const others = [
      `board-${living}.url`,
      `inspector-${process.pid}.url`,
      `board-${dead}.txt`,
      `x-board-${dead}.url`,
      'board-.url',
    ];
    mkdirSync(folder, { mode: 0o700 });
    for (const name of [...leftovers, ...others]) writeFileSync(join(folder, name), 'old');
    const file = await writeAddressFile([folder], 'board.url', 'new');
    expect(readdirSync(folder).sort()).toEqual([...others, `board-${process.pid}.url`].sort());
    expect(readFileSync(file.path, 'utf8')).toBe('new');
    await file.remove();
  });

  it('is written into no folder that leads elsewhere', async () => {
    mkdirSync(join(place, 'elsewhere'));
    symlinkSync(join(place, 'elsewhere'), folder);
    await expect(writeAddressFile([folder], 'board.url', 'text')).rejects.toThrow('symbolic link');
    expect(readdirSync(join(place, 'elsewhere'))).toEqual([]);
  });
});
