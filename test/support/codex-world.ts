import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v4 as uuid } from 'uuid';
import { findCodexBinary } from '../../src/demo/codex-binary.js';

/** The variable that marks every process of a world, however it was started. */
export const WORLD_MARK = 'CODEX_SESSIONS_TEST';

export interface WorldOptions {
  /** The base URL of the model Codex is to use. */
  readonly modelUrl: string;
  /** Keys of `config.toml` that stand before its tables: `sandbox_mode = "read-only"`. */
  readonly settings?: string;
  /** Tables of `config.toml`: `[mcp_servers.x]` and what follows. */
  readonly tables?: string;
  /** How often Codex tries a failing request or stream again; as often as it likes unless given. */
  readonly retries?: number;
  /** Whether the workspace is a git repository. */
  readonly git?: boolean;
  /** The executable that `codex` stands for; the real one of node_modules unless given. */
  readonly codex?: string;
}

/** Temporary folders for one proxy and its Codex: nothing of the user's, nothing left behind. */
export interface CodexWorld {
  /** All of it. */
  readonly root: string;
  readonly home: string;
  readonly codexHome: string;
  /** Where the sessions work: empty. */
  readonly workspace: string;
  readonly atmHome: string;
  /** For sockets: its path is short. */
  readonly runtimeDir: string;
  /** `config.toml` of Codex. */
  readonly configFile: string;
  /** What all processes of this world have in `WORLD_MARK`. */
  readonly mark: string;
  /** The whole environment of a process: no key, no proxy, no configuration of the user's. */
  readonly env: Readonly<Record<string, string>>;
  /** A further folder or file in it, by its path below the root. */
  at(...path: readonly string[]): string;
  remove(): void;
}

/** Makes a world on the real disk. It goes when it is removed, not by itself. */
export function createCodexWorld(options: WorldOptions): CodexWorld {
  const root = mkdtempSync(join(tmpdir(), 'csw-'));
  const at = (...path: readonly string[]) => join(root, ...path);
  const folders = {
    home: at('home'),
    codexHome: at('codex-home'),
    workspace: at('workspace'),
    atmHome: at('atm-home'),
    runtimeDir: at('run'),
  };
  const bin = at('bin');
  for (const folder of [...Object.values(folders), bin]) mkdirSync(folder, { mode: 0o700 });
  const configFile = join(folders.codexHome, 'config.toml');
  writeFileSync(configFile, codexConfig(options));
  symlinkSync(options.codex ?? findCodexBinary().path, join(bin, 'codex'));
  if (options.git === true) makeRepository(folders.workspace);
  const mark = uuid();
  return {
    root,
    ...folders,
    configFile,
    mark,
    env: environmentOf(folders, bin, mark),
    at,
    remove: () => removeAll(root),
  };
}

type Folders = Pick<CodexWorld, 'home' | 'codexHome' | 'atmHome' | 'runtimeDir'>;

function environmentOf(folders: Folders, bin: string, mark: string): Record<string, string> {
  return {
    PATH: [bin, process.env.PATH ?? ''].join(':'),
    HOME: folders.home,
    CODEX_HOME: folders.codexHome,
    ATM_HOME: folders.atmHome,
    XDG_RUNTIME_DIR: folders.runtimeDir,
    [WORLD_MARK]: mark,
  };
}

function codexConfig({ modelUrl, settings = '', tables = '', retries }: WorldOptions): string {
  const patience =
    retries === undefined
      ? ''
      : `request_max_retries = ${retries}\nstream_max_retries = ${retries}\n`;
  return `model = "mock-model"
model_provider = "scripted"
${settings}

[model_providers.scripted]
name = "Scripted model"
base_url = "${modelUrl}"
wire_api = "responses"
${patience}
# 0.169.0 fetches its plugin catalogue from the network at every start
[features]
plugins = false

${tables}
`;
}

/** What git and Codex take for a repository without a commit; made by hand: git may be missing. */
function makeRepository(folder: string): void {
  for (const name of ['objects', 'refs/heads', 'refs/tags']) {
    mkdirSync(join(folder, '.git', name), { recursive: true });
  }
  writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(folder, '.git/config'), '[core]\n\trepositoryformatversion = 0\n');
}

/** A process that is just dying may still write while its folder is removed: once more, then. */
function removeAll(root: string, tries = 10): void {
  try {
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch (error) {
    if (tries === 1 || (error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    removeAll(root, tries - 1);
  }
}
