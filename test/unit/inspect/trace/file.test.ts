import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTraceFile, type TraceFileOptions } from '../../../../src/inspect/trace/index.js';
import { register, supervisorWith } from '../../../support/supervisors.js';
import { type Line, replayed } from '../../../support/traces.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cs-'));
  path = join(folder, 'run.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = () => new Date('2026-01-02T03:04:05.678Z');

async function recorded(options: Partial<TraceFileOptions> = {}): Promise<Line[]> {
  const file = await createTraceFile(path, { version: '1.2.3', clock, ...options });
  const supervisor = supervisorWith({ inspect: file.inspector });
  const { agentId } = register(supervisor, 'arch-ctm', { extra: { note: 'a secret' } });
  supervisor.close(agentId);
  supervisor.stop();
  await file.close();
  await file.close();
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

describe('a trace file', () => {
  it('says in its first line what it is, and in its last that it was closed', async () => {
    const lines = await recorded({ team: 'atm-dev' });
    const at = '2026-01-02T03:04:05.678Z';
    const what = { trace: 'codex-sessions', version: 1, program: '1.2.3' };
    expect(lines[0]).toEqual({ ...what, at, contents: false, team: 'atm-dev' });
    expect(lines.at(-1)).toEqual({ n: lines.length - 1, at, kind: 'end', reason: 'closed' });
    expect(lines.slice(1).map(({ n }) => n)).toEqual(lines.slice(1).map((_, n) => n + 1));
  });

  it('is for this user alone, also one that was there and empty', async () => {
    writeFileSync(path, '');
    chmodSync(path, 0o644);
    await recorded();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('leaves out what people and agents said, unless that is asked for', async () => {
    expect(JSON.stringify(await recorded())).not.toContain('a secret');
    rmSync(path);
    const lines = await recorded({ contents: true });
    expect(JSON.stringify(lines)).toContain('a secret');
    expect(await replayed(lines)).toMatchObject({ wrong: null, ended: 'closed' });
  });

  it('is refused where something is written already, and that is left alone', async () => {
    writeFileSync(path, 'precious');
    await expect(createTraceFile(path, { version: '1' })).rejects.toMatchObject({
      code: 'trace_format',
      message: expect.stringContaining('is not empty'),
    });
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('is refused where there is no file to be had', async () => {
    await expect(createTraceFile(folder, { version: '1' })).rejects.toMatchObject({
      code: 'EISDIR',
    });
    execFileSync('mkfifo', [path]);
    await expect(createTraceFile(path, { version: '1' })).rejects.toMatchObject({ code: 'ENXIO' });
  });

  it('ends early, and says so, when the disk cannot follow; the run goes on', async () => {
    const problems: string[] = [];
    const lines = await recorded({ mostWaiting: 1_000, onProblem: (one) => problems.push(one) });
    expect(lines.at(-1)).toMatchObject({ kind: 'end', reason: 'the disk could not follow' });
    expect(problems).toEqual(['the recording ended: the disk could not follow']);
    expect(await replayed(lines)).toMatchObject({
      wrong: null,
      ended: 'the disk could not follow',
    });
  });

  it('ends with a warning when the disk is full; the run goes on', async () => {
    const other = await open(path, 'w');
    await other.close();
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const spy = vi.spyOn(Object.getPrototypeOf(other) as FileHandle, 'appendFile');
    spy.mockRejectedValue(full);
    const problems: string[] = [];
    const file = await createTraceFile(path, {
      version: '1',
      onProblem: (one) => problems.push(one),
    });
    const supervisor = supervisorWith({ inspect: file.inspector });
    expect(register(supervisor, 'arch-ctm').status).toBe('active');
    await file.close();
    spy.mockRestore();
    expect(problems).toEqual([
      `the recording ended: ${path} cannot be written (no space left on device)`,
    ]);
  });
});
