import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readConfigurationFile } from '../../../../src/cli/config/read-file.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cs-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const refused = (sentence: string) => ({ type: 'refused', sentence });

describe('reading a configuration file', () => {
  const written = (content: string | Uint8Array) => {
    const path = join(folder, 'file');
    writeFileSync(path, content);
    return path;
  };

  it('gives its text, without a byte order mark', () => {
    expect(readConfigurationFile(written('\ufeffä = 1'), 1024)).toEqual({
      type: 'text',
      text: 'ä = 1',
    });
    expect(readConfigurationFile(written(''), 1024)).toEqual({ type: 'text', text: '' });
  });

  it('takes a file of exactly the limit, and refuses a larger one', () => {
    const type = (size: number) => readConfigurationFile(written('x'.repeat(size)), 2048);
    expect(type(2048)).toMatchObject({ type: 'text' });
    expect(type(2049)).toEqual(refused('is larger than 2 KB'));
    expect(type(3_000_000)).toEqual(refused('is larger than 2 KB'));
  });

  it('tells a file that is not there from one that cannot be used', () => {
    expect(readConfigurationFile(join(folder, 'none'), 1)).toEqual({ type: 'absent' });
    expect(readConfigurationFile(join(written(''), 'below'), 1)).toEqual({ type: 'absent' });
    expect(readConfigurationFile(written(new Uint8Array([0xff])), 1)).toEqual(
      refused('is not UTF-8 text'),
    );
    mkdirSync(join(folder, 'folder'));
    expect(readConfigurationFile(join(folder, 'folder'), 1)).toEqual(
      refused('is not a regular file'),
    );
    expect(readConfigurationFile(`${folder}/${'x'.repeat(300)}`, 1)).toEqual(
      refused('could not be read: ENAMETOOLONG'),
    );
  });

  it('follows a link, and refuses one that leads nowhere or around', () => {
    symlinkSync(written('a'), join(folder, 'good'));
    symlinkSync(join(folder, 'none'), join(folder, 'bad'));
    symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
    expect(readConfigurationFile(join(folder, 'good'), 1)).toEqual({ type: 'text', text: 'a' });
    expect(readConfigurationFile(join(folder, 'bad'), 1)).toEqual(
      refused('is a link that leads nowhere'),
    );
    expect(readConfigurationFile(join(folder, 'loop'), 1)).toEqual(
      refused('could not be read: ELOOP'),
    );
  });

  it.runIf(process.platform !== 'win32')('refuses a pipe without waiting for a writer', () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    expect(readConfigurationFile(path, 1)).toEqual(refused('is not a regular file'));
    expect(readConfigurationFile('/dev/zero', 1)).toEqual(refused('is not a regular file'));
  });
});
