import { execFileSync, type StdioOptions, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
  exports: Record<string, unknown>;
};

const NAMES = {
  'codex-sessions': 'createSessionSupervisor, parseRegistrySnapshot, type SessionRecord',
  'codex-sessions/machines': 'sessionMachine, supervisorMachine, type SessionContext',
  'codex-sessions/store': 'createFileStore, createMemoryStore, type RegistryStore',
  'codex-sessions/codex': 'startCodexBackend, type CodexBackend',
  'codex-sessions/inspect': 'createStatelyBridge, type StatelyBridge',
};

/** What serves over the streams of Node, and is of no use without their types. */
const NODE_NAMES = {
  'codex-sessions/mcp': 'AS_ASKED, createAgentService, LineTransport, serveMcp, type House',
};

/** Dependencies of dependencies that the project has to have, too. */
const INDIRECT = ['@modelcontextprotocol/core'];

const CONSUMER = `${Object.entries(NAMES)
  .map(([path, names]) => `import { ${names} } from '${path}';`)
  .join('\n')}

const supervisor = createSessionSupervisor({ maxConcurrent: 1 });
const result = supervisor.register({ identity: 'planner', team: 'team', cwd: '/work' });
if (!result.ok) throw new Error(result.refusal.message);
const record: SessionRecord = result.value;
const context: SessionContext | undefined = supervisor.session(record.agentId)?.getSnapshot().context;
const backend: CodexBackend | undefined = undefined;
const bridge: StatelyBridge | undefined = undefined;
if (context?.identity !== 'planner' || (backend ?? bridge) !== undefined) throw new Error('wrong');
parseRegistrySnapshot({ sessions: [] });
const store: RegistryStore = createMemoryStore();
export const parts = [store.team, typeof createFileStore, sessionMachine.id, supervisorMachine.id, typeof startCodexBackend, typeof createStatelyBridge];
`;

const SERVER = `import { ${Object.values(NODE_NAMES)} } from '${Object.keys(NODE_NAMES)}';
export const house: House | undefined = undefined;
console.log([createAgentService, LineTransport, serveMcp].map((part) => typeof part).join(' '), AS_ASKED.readsConfiguration);
`;

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** A block of the README, and what it says that the block prints. */
function blockOf(name: string): { readonly code: string; readonly printed: string } {
  const [, code = '', rest = ''] =
    new RegExp(`<!-- ${name}:.*?\`\`\`ts\\n(.*?)\`\`\`(.*)`, 's').exec(readme) ?? [];
  const [, printed = ''] = /```text\n(.*?)```/s.exec(rest) ?? [];
  return { code, printed };
}

/** What needs no types of Node, by its file. */
const ANYWHERE = {
  'consumer.ts': CONSUMER,
  'quick-start.ts': blockOf('quick start').code,
  'durable.ts': blockOf('durable').code,
  'inspect.ts': blockOf('inspect').code,
};

/** What uses Node's standard streams, by its file. */
const ON_NODE = {
  'server.ts': SERVER,
  'codex.ts': blockOf('codex').code,
  'mcp.ts': blockOf('mcp').code,
};

const STRICT = { strict: true, skipLibCheck: false, module: 'nodenext' };

function run(command: string, args: string[], cwd: string): string {
  const env = { ...process.env, ATM_HOME: cwd };
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio });
}

/** What the compiler said. */
interface Compilation {
  readonly status: number | null;
  readonly faults: string;
}

const FAULTLESS: Compilation = { status: 0, faults: '' };

/** Compiles files at once: most of the time goes into the libraries, which are checked too. */
function compile(
  project: string,
  files: Readonly<Record<string, string>>,
  options: object,
): Compilation {
  for (const [name, code] of Object.entries(files)) writeFileSync(join(project, name), code);
  const config = { compilerOptions: { ...STRICT, ...options }, files: Object.keys(files) };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', '.'], {
    cwd: project,
    encoding: 'utf8',
  });
  return { status, faults: stdout + stderr };
}

describe('the packed package, installed into an empty project', () => {
  let project: string;
  let anywhere: Compilation;
  let onNode: Compilation;

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'codex-sessions-package-'));
    const names = [...Object.keys(manifest.dependencies), ...INDIRECT];
    // dependencies come from here too: the test needs no registry
    const folders = ['.', ...names.map((name) => `./node_modules/${name}`)];
    // as built by `npm test`: another build would take the code away from tests that run it
    const options = ['--pack-destination', project, '--silent', '--ignore-scripts'];
    run('npm', ['pack', ...folders, ...options], root);
    const tarballs = readdirSync(project).map((file) => `./${file}`);
    writeFileSync(join(project, 'package.json'), '{"type":"module","private":true}');
    run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...tarballs], project);
    const lib = ['es2022', 'dom'];
    anywhere = compile(project, ANYWHERE, { target: 'es2022', lib, types: [] });
    const typeRoots = [join(root, 'node_modules', '@types')];
    onNode = compile(project, ON_NODE, { target: 'es2023', types: ['node'], typeRoots });
  });

  afterAll(() => {
    rmSync(project, { recursive: true, force: true });
  });

  it('names every sub-path it exports', () => {
    const paths = Object.keys(manifest.exports).filter((path) => path !== './package.json');
    const imported = Object.keys({ ...NAMES, ...NODE_NAMES }).map((name) =>
      name.replace('codex-sessions', '.'),
    );
    expect(imported.toSorted()).toEqual(paths.toSorted());
  });

  it('is imported by every sub-path under strict TypeScript that checks libraries too', () => {
    expect(anywhere).toEqual(FAULTLESS);
    const parts = run(
      process.execPath,
      ['-e', "import('./consumer.js').then(({ parts }) => console.log(parts.join(' ')))"],
      project,
    );
    expect(parts).toBe(' function session supervisor function function\n');
  });

  it('serves with what it exports for servers, under strict TypeScript', () => {
    expect(onNode).toEqual(FAULTLESS);
    expect(run(process.execPath, ['server.js'], project)).toBe(
      'function function function false\n',
    );
  });

  it.each(['quick start', 'durable'])('runs the block "%s" of the README as it says', (name) => {
    expect(anywhere).toEqual(FAULTLESS);
    const { code, printed } = blockOf(name);
    expect(code).toContain("'codex-sessions'");
    const file = `${name.replace(' ', '-')}.js`;
    expect(run(process.execPath, [file], project)).toBe(printed);
  });

  it.each([
    ['codex', () => onNode],
    ['mcp', () => onNode],
    ['inspect', () => anywhere],
  ] as const)('compiles the block "%s" of the README', (name, compilation) => {
    expect(blockOf(name).code).toContain(`codex-sessions/${name}`);
    expect(compilation()).toEqual(FAULTLESS);
  });

  it('answers --help and --version from its binary', () => {
    const binary = join('node_modules', '.bin', 'codex-sessions');
    expect(run(binary, ['--version'], project)).toBe(`${manifest.version}\n`);
    expect(run(binary, ['--help'], project)).toMatch(/^codex-sessions: .*\n\nUsage: /);
  });

  it('holds the build and the documents, and neither tests nor the demonstration', () => {
    const folder = join(project, 'node_modules', 'codex-sessions');
    expect(readdirSync(folder).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'diagrams',
      'dist',
      'package.json',
    ]);
    expect(readdirSync(join(folder, 'dist', 'src'))).not.toContain('demo');
  });
});
