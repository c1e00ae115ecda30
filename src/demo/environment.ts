import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { firstFittingFolder } from '../control/index.js';

/** Where the demo lives: temporary folders of its own, nothing of the user's. */
export interface DemoEnvironment {
  /** The working directory of the sessions: empty, and no git repository. */
  readonly workspace: string;
  /** Where the proxy keeps its sessions. */
  readonly registryFile: string;
  /** Where the proxy has its control socket. */
  readonly controlFolder: string;
  /** The whole environment of the proxy and of Codex: no key, no configuration of the user's. */
  readonly env: Readonly<Record<string, string>>;
  /** Removes everything, or everything but the registry. */
  remove(keepsRegistry: boolean): Promise<void>;
}

export interface DemoNeeds {
  /** The base URL of the model Codex is to use. */
  readonly modelUrl: string;
  /** The native executable of Codex: `codex` is to mean it. */
  readonly codex: string;
  /** The team of the sessions. */
  readonly team: string;
}

/** Makes the folders and Codex' configuration. */
export async function createEnvironment(needs: DemoNeeds): Promise<DemoEnvironment> {
  const { modelUrl, codex, team } = needs;
  const root = await mkdtemp(join(tmpdir(), 'codex-sessions-demo-'));
  const own = async (name: string): Promise<string> => {
    await mkdir(join(root, name), { mode: 0o700 });
    return join(root, name);
  };
  const home = await own('home');
  const codexHome = await own('codex-home');
  const workspace = await own('workspace');
  const atmHome = await own('atm-home');
  const runtime = await runtimeFolder(root);
  await writeFile(join(codexHome, 'config.toml'), codexConfig(modelUrl));
  return {
    workspace,
    registryFile: join(atmHome, '.config/atm/agent-sessions', team, 'registry.json'),
    controlFolder: controlFolderIn(runtime),
    env: {
      ...systemVariables(),
      PATH: [dirname(codex), process.env.PATH].join(delimiter),
      HOME: home,
      CODEX_HOME: codexHome,
      ATM_HOME: atmHome,
      XDG_RUNTIME_DIR: runtime,
    },
    async remove(keepsRegistry) {
      const passing = keepsRegistry ? [home, codexHome, workspace] : [root];
      for (const folder of [...passing, runtime]) {
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    },
  };
}

/** A socket's path must be short; on macOS everything in the usual place has a long one. */
async function runtimeFolder(root: string): Promise<string> {
  const usual = join(root, 'run');
  if (firstFittingFolder([controlFolderIn(usual)]) === undefined) return mkdtemp('/tmp/demo-');
  await mkdir(usual, { mode: 0o700 });
  return usual;
}

function controlFolderIn(runtime: string): string {
  return join(runtime, 'codex-sessions');
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
  const needed = ['SystemRoot', 'SystemDrive', 'PATHEXT', 'TEMP', 'TMP', 'TMPDIR'];
  return Object.fromEntries(
    needed.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
