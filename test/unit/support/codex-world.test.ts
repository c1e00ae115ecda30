import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findCodexBinary } from '../../../src/demo/codex-binary.js';
import { createCodexWorld, WORLD_MARK, type WorldOptions } from '../../support/codex-world.js';

const MODEL = 'http://127.0.0.1:9/v1';

function world(options: Partial<WorldOptions> = {}) {
  const made = createCodexWorld({ modelUrl: MODEL, ...options });
  onTestFinished(made.remove);
  return made;
}

const configOf = ({ configFile }: { configFile: string }) =>
  parse(readFileSync(configFile, 'utf8'));

describe('a world for Codex', () => {
  it('points Codex at the model, and nothing else', () => {
    expect(configOf(world())).toEqual({
      model: 'mock-model',
      model_provider: 'scripted',
      model_providers: {
        scripted: { name: 'Scripted model', base_url: MODEL, wire_api: 'responses' },
      },
      features: { plugins: false },
    });
  });

  it('takes further settings, tables and a number of retries', () => {
    const { configFile } = world({
      settings: 'sandbox_mode = "workspace-write"',
      tables: '[mcp_servers.tiny]\ncommand = "node"',
      retries: 0,
    });
    expect(configOf({ configFile })).toMatchObject({
      sandbox_mode: 'workspace-write',
      mcp_servers: { tiny: { command: 'node' } },
      model_providers: { scripted: { request_max_retries: 0, stream_max_retries: 0 } },
    });
  });

  it('gives a process its folders, its mark and the native Codex, and no more', () => {
    const made = world();
    const { PATH = '', ...others } = made.env;
    expect(others).toEqual({
      HOME: made.home,
      CODEX_HOME: made.codexHome,
      ATM_HOME: made.atmHome,
      XDG_RUNTIME_DIR: made.runtimeDir,
      [WORLD_MARK]: made.mark,
    });
    const [first = ''] = PATH.split(':');
    expect(realpathSync(join(first, 'codex'))).toBe(realpathSync(findCodexBinary().path));
    expect(made.mark).not.toBe(world().mark);
  });

  it('can have another program for Codex', () => {
    const [bin = ''] = (world({ codex: '/bin/false' }).env.PATH ?? '').split(':');
    expect(lstatSync(join(bin, 'codex')).isSymbolicLink()).toBe(true);
    expect(realpathSync(join(bin, 'codex'))).toBe(realpathSync('/bin/false'));
  });

  it('is only for its user, with a workspace that is no repository unless asked for', () => {
    const made = world();
    expect(statSync(made.runtimeDir).mode & 0o777).toBe(0o700);
    expect(existsSync(join(made.workspace, '.git'))).toBe(false);
    const repository = world({ git: true });
    expect(readFileSync(join(repository.workspace, '.git/HEAD'), 'utf8')).toContain('refs/heads');
  });

  it('leaves nothing behind', () => {
    const made = world();
    made.remove();
    expect(existsSync(made.root)).toBe(false);
  });
});
