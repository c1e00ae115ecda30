import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findCodexBinary } from '../../../src/demo/codex-binary.js';
import { openSessions } from '../../../src/index.js';
import { createFileStore } from '../../../src/store/index.js';
import { folderOf } from '../../../src/store/overview.js';
import { type CodexWorld, createCodexWorld, WORLD_MARK } from '../../support/codex-world.js';
import { processesWith } from '../../support/process-table.js';
import { granted } from '../../support/supervisors.js';

const PROGRAM = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');
/** Nobody listens there: a greeting asks no model. */
const modelUrl = 'http://127.0.0.1:9';

function worldWithCodex(): CodexWorld {
  const world = createCodexWorld({ modelUrl });
  onTestFinished(world.remove);
  return world;
}

/** Runs `doctor` in a world as its user would: the program itself, in the workspace. */
function doctor({ env, workspace: cwd }: CodexWorld, ...args: readonly string[]) {
  return new Promise<{ exitCode: unknown; out: string; error: string }>((resolve) => {
    const command = ['--import', TSX, PROGRAM, 'doctor', ...args];
    execFile(process.execPath, command, { cwd, env }, (failure, out, error) => {
      resolve({ exitCode: failure?.code ?? 0, out, error });
    });
  });
}

function sessionsOf({ atmHome }: CodexWorld, team: string): Record<string, unknown>[] {
  const text = readFileSync(join(folderOf(atmHome, team), 'registry.json'), 'utf8');
  return (JSON.parse(text) as { sessions: Record<string, unknown>[] }).sessions;
}

describe('codex-sessions doctor with the real Codex', () => {
  it('greets it, writes to the registry, and leaves neither process nor session', async () => {
    const world = worldWithCodex();
    const { exitCode, out, error } = await doctor(world);
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    expect(out.replace(/\d+ ms$/m, 'N ms').split('\n')).toEqual([
      `There are no teams in ${world.atmHome} yet.`,
      `serve, started in ${world.workspace}`,
      '  settings    good, from the defaults alone',
      `  codex       ${findCodexBinary().version}, at ${world.at('bin', 'codex')}, answered in N ms`,
      '  registry    team default can be written: a session was registered and removed again',
      '',
    ]);
    expect(sessionsOf(world, 'default')).toEqual([]);
    expect(processesWith(WORLD_MARK, world.mark)).toEqual([]);
  });

  it('writes beside a process that has sessions of the team, and takes nothing from it', async () => {
    const world = worldWithCodex();
    const store = createFileStore({ team: 'docs', home: world.atmHome });
    const sessions = await openSessions({ store, maxConcurrent: 1 });
    const request = { identity: 'planner', team: 'docs', cwd: world.workspace };
    const { agentId } = granted(await sessions.register(request));
    const { exitCode, out } = await doctor(world, '--team', 'docs');
    expect(exitCode).toBe(0);
    expect(out).toContain('  registry    team docs can be written: ');
    expect(sessionsOf(world, 'docs')).toMatchObject([{ agent_id: agentId, status: 'active' }]);
    expect(await sessions.close(agentId)).toBe(true);
    await sessions.shutdown();
  });

  it('says what the real one says of arguments that it does not know, and fails', async () => {
    const world = worldWithCodex();
    const env = { ...world.env, CODEX_SESSIONS_CODEX_ARGS: '["--bogus"]' };
    const { exitCode, out } = await doctor({ ...world, env });
    expect(exitCode).toBe(1);
    expect(out).toContain('  settings    good, from CODEX_SESSIONS_CODEX_ARGS\n');
    expect(out).toContain(
      `  codex       ${world.at('bin', 'codex')}: the codex process exited with code 2: `,
    );
    expect(out).toContain('; run `codex app-server` with what codex_args says in a terminal');
    expect(processesWith(WORLD_MARK, world.mark)).toEqual([]);
  });

  it('says how to get one when it is missing, and fails', async () => {
    const world = worldWithCodex();
    rmSync(world.at('bin', 'codex'));
    const env = { ...world.env, PATH: world.at('bin') };
    const { exitCode, out } = await doctor({ ...world, env });
    expect(exitCode).toBe(1);
    expect(out).toContain('  codex       there is no program codex in PATH; install the Codex CLI');
    expect(out).toContain('  registry    team default can be written: ');
  });
});
