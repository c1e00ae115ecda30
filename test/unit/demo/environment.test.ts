import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { firstFittingFolder } from '../../../src/control/index.js';
import { createEnvironment } from '../../../src/demo/environment.js';

const NEEDS = { modelUrl: 'http://127.0.0.1:1/v1', codex: '/opt/codex/bin/codex', team: 'demo' };

describe('the environment of the demo', () => {
  let temporary: string;

  beforeEach(() => {
    temporary = join(tmpdir(), `demo-${process.pid}`);
    mkdirSync(temporary);
    vi.stubEnv('TMPDIR', temporary);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(temporary, { recursive: true });
  });

  it('passes no key, proxy or folder of the user on', async () => {
    const names = ['OPENAI_API_KEY', 'HTTPS_PROXY', 'CODEX_HOME', 'HOME', 'ATM_HOME', 'RUST_LOG'];
    for (const name of [...names, 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME']) {
      vi.stubEnv(name, 'of the user');
    }
    const { env } = await createEnvironment(NEEDS);
    expect(Object.values(env)).not.toContain('of the user');
    for (const name of ['HOME', 'CODEX_HOME', 'ATM_HOME', 'XDG_RUNTIME_DIR']) {
      expect(env[name]?.startsWith(temporary)).toBe(true);
    }
  });

  it('means the native Codex by `codex`, and finds the rest where the user does', async () => {
    vi.stubEnv('PATH', ['/usr/bin', '/bin'].join(delimiter));
    const { env } = await createEnvironment(NEEDS);
    expect(env.PATH).toBe(['/opt/codex/bin', '/usr/bin', '/bin'].join(delimiter));
  });

  it('configures the model, and an empty workspace', async () => {
    const { env, workspace } = await createEnvironment(NEEDS);
    const config = readFileSync(join(env.CODEX_HOME ?? '', 'config.toml'), 'utf8');
    expect(config).toContain('base_url = "http://127.0.0.1:1/v1"');
    expect(readdirSync(workspace)).toEqual([]);
  });

  it('leaves nothing, or only the registry', async () => {
    const [without, having] = [await createEnvironment(NEEDS), await createEnvironment(NEEDS)];
    for (const { registryFile } of [without, having]) {
      mkdirSync(dirname(registryFile), { recursive: true });
      writeFileSync(registryFile, '{}');
    }
    await without.remove(false);
    await having.remove(true);
    expect(existsSync(dirname(without.workspace))).toBe(false);
    expect(readdirSync(dirname(having.workspace))).toEqual(['atm-home']);
    expect(readFileSync(having.registryFile, 'utf8')).toBe('{}');
  });

  it('has a control socket also where temporaries have long paths, and leaves none of it', async () => {
    const deep = join(temporary, 'deep'.repeat(20));
    mkdirSync(deep);
    vi.stubEnv('TMPDIR', deep);
    const { controlFolder, env, remove } = await createEnvironment(NEEDS);
    const runtime = env.XDG_RUNTIME_DIR ?? '';
    expect(controlFolder).toBe(join(runtime, 'codex-sessions'));
    expect(firstFittingFolder([controlFolder])).toBe(controlFolder);
    expect(existsSync(runtime)).toBe(true);
    await remove(true);
    expect(existsSync(runtime)).toBe(false);
  });
});
