import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEnvironment } from '../../../src/demo/environment.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the environment of the demo', () => {
  it('passes no key, proxy or directory of the user on to Codex', async () => {
    for (const name of ['OPENAI_API_KEY', 'HTTPS_PROXY', 'CODEX_HOME', 'HOME', 'RUST_LOG']) {
      vi.stubEnv(name, 'of the user');
    }
    const environment = await createEnvironment('http://127.0.0.1:1/v1', 'demo');
    await environment.remove();
    expect(Object.values(environment.codexEnv)).not.toContain('of the user');
    expect(Object.keys(environment.codexEnv)).toEqual(expect.arrayContaining(['PATH', 'HOME']));
  });

  it('configures the model, and an empty workspace', async () => {
    const environment = await createEnvironment('http://127.0.0.1:1/v1', 'demo');
    const config = readFileSync(join(environment.codexEnv.CODEX_HOME ?? '', 'config.toml'), 'utf8');
    expect(config).toContain('base_url = "http://127.0.0.1:1/v1"');
    expect(readdirSync(environment.workspace)).toEqual([]);
    await environment.remove();
  });

  it('leaves nothing when no registry was written, and only that when one was', async () => {
    const [without, having] = [
      await createEnvironment('http://127.0.0.1:1/v1', 'demo'),
      await createEnvironment('http://127.0.0.1:1/v1', 'demo'),
    ];
    await having.writeRegistry('{}');
    for (const environment of [without, having]) await environment.remove();
    expect(existsSync(dirname(without.workspace))).toBe(false);
    expect(readdirSync(dirname(having.workspace))).toEqual(['atm-home']);
    expect(readFileSync(having.registryFile, 'utf8')).toBe('{}');
    await rm(dirname(having.workspace), { recursive: true });
  });
});
