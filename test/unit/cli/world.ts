import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { run } from '../../../src/cli/run.js';
import type { Surroundings } from '../../../src/cli/terminal.js';
import { fileName } from '../../../src/store/claims.js';
import { folderOf } from '../../../src/store/overview.js';
import type { Processes } from '../../../src/store/processes.js';

export const NOW = new Date('2026-03-01T12:00:00Z');
/** A process that runs on this host, in the eyes of the command line. */
export const RUNNING = 4711;

const SELF = {
  pid: 1,
  startTime: '1',
  bootId: 'boot',
  pidNamespace: 'namespace',
  host: 'here',
  machineId: 'machine',
};

const HOST: Processes = {
  self: SELF,
  bootedAt: 0,
  lookUp: (pid) => (pid === RUNNING || pid === SELF.pid ? { startTime: '1' } : 'gone'),
};

/** What a run of the command line came to. */
export interface Outcome {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

/** A home on the real disk, with a host of its own and a clock that stands still. */
export class World {
  readonly home = mkdtempSync(join(tmpdir(), 'cs-cli-'));

  constructor(private readonly changes: Partial<Surroundings> = {}) {
    onTestFinished(() => rmSync(this.home, { recursive: true, force: true }));
  }

  folder(team: string): string {
    return folderOf(this.home, team);
  }

  path(team: string): string {
    return join(this.folder(team), 'registry.json');
  }

  /** Writes a team's registry as it is given. */
  writeText(team: string, text: string | Uint8Array): void {
    mkdirSync(this.folder(team), { recursive: true, mode: 0o700 });
    writeFileSync(this.path(team), text, { mode: 0o600 });
  }

  write(team: string, entries: readonly unknown[]): void {
    this.writeText(team, JSON.stringify({ version: 1, sessions: entries }));
  }

  read(team: string): Record<string, unknown>[] {
    const { sessions } = JSON.parse(readFileSync(this.path(team), 'utf8')) as {
      sessions: Record<string, unknown>[];
    };
    return sessions;
  }

  /** Claims a session for some process: of this host and running, unless told. */
  claim(team: string, agentId: string, owner: Readonly<Record<string, unknown>> = {}): void {
    const folder = join(this.folder(team), 'claims');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const since = '2026-03-01T11:00:00Z';
    const claim = { ...SELF, pid: RUNNING, token: 'its', agentId, since, control: null, ...owner };
    writeFileSync(join(folder, fileName('agent', agentId)), JSON.stringify(claim), { mode: 0o600 });
  }

  claims(team: string): string[] {
    return readdirSync(join(this.folder(team), 'claims'));
  }

  /** All files below the home, with what is in them. */
  contents(): Record<string, string> {
    const files = readdirSync(this.home, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .map((path) => [path, readFileSync(path, 'utf8')] as const);
    return Object.fromEntries(texts);
  }

  async run(...args: readonly string[]): Promise<Outcome> {
    const written = { out: '', error: '' };
    const exitCode = await run(args, {
      out(text) {
        written.out += text;
      },
      error(text) {
        written.error += text;
      },
      columns: null,
      colours: false,
      home: this.home,
      clock: () => NOW,
      processes: () => HOST,
      ...this.changes,
    });
    return { exitCode, ...written };
  }
}
