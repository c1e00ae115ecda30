import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the demo lives: temporary directories of its own, nothing of the user's. */
export interface DemoEnvironment {
  /** The working directory of the sessions: empty, and no git repository. */
  readonly workspace: string;
  /** Where `registry.json` belongs. */
  readonly registryFile: string;
  /** The whole environment of Codex: no key, no proxy, no configuration of the user's. */
  readonly codexEnv: Readonly<Record<string, string>>;
  /** Writes the registry: directories only for us, the file too. */
  writeRegistry(text: string): Promise<void>;
  /** Removes everything but a registry that was written. */
  remove(): Promise<void>;
}

/**
 * Makes the directories and Codex' configuration.
 *
 * @param modelUrl the base URL of the model Codex is to use.
 * @param team the team of the sessions.
 */
export async function createEnvironment(modelUrl: string, team: string): Promise<DemoEnvironment> {
  const root = await mkdtemp(join(tmpdir(), 'codex-sessions-demo-'));
  const own = async (name: string): Promise<string> => {
    await mkdir(join(root, name), { mode: 0o700 });
    return join(root, name);
  };
  const home = await own('home');
  const codexHome = await own('codex-home');
  const workspace = await own('workspace');
  const atmHome = await own('atm-home');
  await writeFile(join(codexHome, 'config.toml'), codexConfig(modelUrl));
  const registryFile = join(atmHome, '.config/atm/agent-sessions', team, 'registry.json');
  return {
    workspace,
    registryFile,
    codexEnv: { ...systemVariables(), HOME: home, CODEX_HOME: codexHome },
    async writeRegistry(text) {
      await mkdir(dirname(registryFile), { recursive: true, mode: 0o700 });
      await writeFile(registryFile, text, { mode: 0o600 });
    },
    async remove() {
      for (const directory of [home, codexHome, workspace]) {
        await rm(directory, { recursive: true, force: true, maxRetries: 5 });
      }
      // not recursive: they go only when no registry was written
      await rmdir(atmHome)
        .then(() => rmdir(root))
        .catch(() => {});
    },
  };
}

function codexConfig(modelUrl: string): string {
  return `model = "scripted"
model_provider = "scripted"

[model_providers.scripted]
name = "Scripted model"
base_url = "${modelUrl}"
wire_api = "responses"

# 0.169.0 fetches its plugin catalogue from the network at every start
[features]
plugins = false
`;
}

/** What a process needs to run at all; on Windows that is more than a path. */
function systemVariables(): Record<string, string> {
  const needed = ['PATH', 'SystemRoot', 'SystemDrive', 'PATHEXT', 'TEMP', 'TMP'];
  return Object.fromEntries(
    needed.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
