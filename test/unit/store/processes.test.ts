import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { thisHost } from '../../../src/store/processes.js';

const ON_LINUX = process.platform === 'linux';
const { self, bootedAt, lookUp } = thisHost();

let children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  children = [];
});

function started(command: string, ...args: string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
  return chunk.toString().trim();
}

const textOf = (path: string) => readFileSync(path, 'utf8');

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

describe('this process', () => {
  it('is told from all others that are or were', () => {
    expect(self.pid).toBe(process.pid);
    expect(self.host).not.toBe('');
    if (process.platform !== 'win32') expect(self.startTime).toMatch(/./);
    if (ON_LINUX) {
      expect(self.bootId).toMatch(/^[0-9a-f-]{36}$/);
      expect(self.pidNamespace).toMatch(/^pid:\[\d+\]$/);
    }
  });

  it('is found as it tells of itself', () => {
    expect(lookUp(process.pid)).toEqual({ startTime: self.startTime });
  });

  it('began after its system, which began in the past', () => {
    expect(bootedAt).toBeLessThan(Date.now());
    expect(bootedAt).toBeGreaterThan(0);
  });
});

describe('another process', () => {
  it('is there with another start time while it runs, and gone when it has ended', async () => {
    const child = started(process.execPath, '-e', 'console.log("up"); setInterval(() => {}, 1e6)');
    await firstLine(child);
    const found = lookUp(child.pid!);
    expect(found).toEqual({ startTime: expect.any(String) });
    expect(found).not.toEqual({ startTime: self.startTime });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(lookUp(child.pid!)).toBe('gone');
  });

  it('is gone when its id is in use by nobody', () => {
    expect(lookUp(2 ** 22 + 1)).toBe('gone');
  });

  it.runIf(ON_LINUX)('is there if it belongs to another user', () => {
    expect(lookUp(1)).toEqual({ startTime: expect.stringMatching(/^\d+$/) });
  });

  it.runIf(ON_LINUX)('is gone when it has ended and nobody has collected it', async () => {
    // the second sleep takes the place of the shell, and does not wait for the shell's child
    const parent = started('sh', '-c', 'sleep 1000 & echo $!; exec sleep 1000');
    const pid = Number(await firstLine(parent));
    await until(() => textOf(`/proc/${parent.pid}/comm`) === 'sleep\n');
    process.kill(pid, 'SIGKILL');
    await until(() => / Z /.test(textOf(`/proc/${pid}/stat`)));
    expect(lookUp(pid)).toBe('gone');
  });
});
