import { execFileSync, type StdioOptions } from 'node:child_process';
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
if (context?.identity !== 'planner' || backend !== undefined) throw new Error('wrong');
parseRegistrySnapshot({ sessions: [] });
const store: RegistryStore = createMemoryStore();
export const parts = [store.team, typeof createFileStore, sessionMachine.id, supervisorMachine.id, typeof startCodexBackend];
`;

function run(command: string, args: string[], cwd: string): string {
  const env = { ...process.env, ATM_HOME: cwd };
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio });
}

describe('the packed package, installed into an empty project', () => {
  let project: string;

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'codex-sessions-package-'));
    const pack = (folder: string, ...options: string[]) =>
      run('npm', ['pack', folder, '--pack-destination', project, ...options], root);
    // as built by `npm test`: another build would take the code away from tests that run it
    pack('.', '--silent', '--ignore-scripts');
    // dependencies come from here too: the test needs no registry
    for (const name of [...Object.keys(manifest.dependencies), ...INDIRECT]) {
      pack(`./node_modules/${name}`, '--silent', '--ignore-scripts');
    }
    const tarballs = readdirSync(project).map((file) => `./${file}`);
    writeFileSync(join(project, 'package.json'), '{"type":"module","private":true}');
    run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...tarballs], project);
  });

  afterAll(() => {
    rmSync(project, { recursive: true, force: true });
  });

  it('names every sub-path it exports', () => {
    const paths = Object.keys(manifest.exports).filter((path) => path !== './package.json');
    const imported = Object.keys({ ...NAMES, ...NODE_NAMES }).map((name) =>
      name.replace('codex-sessions', '.'),
    );
    expect(imported).toEqual(paths);
  });

  it('is imported by every sub-path under strict TypeScript that checks libraries too', () => {
    writeFileSync(join(project, 'consumer.ts'), CONSUMER);
    const compilerOptions = {
      strict: true,
      skipLibCheck: false,
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2023', 'dom'],
      types: [],
    };
    const config = { compilerOptions, files: ['consumer.ts'] };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
    run(process.execPath, [tsc, '-p', '.'], project);
    const parts = run(
      process.execPath,
      ['-e', "import('./consumer.js').then(({ parts }) => console.log(parts.join(' ')))"],
      project,
    );
    expect(parts).toBe(' function session supervisor function\n');
  });

  it('serves with what it exports for servers, under strict TypeScript', () => {
    const [[path, names] = []] = Object.entries(NODE_NAMES);
    const code = `import { ${names} } from '${path}';
export const house: House | undefined = undefined;
console.log([createAgentService, LineTransport, serveMcp].map((part) => typeof part).join(' '), AS_ASKED.readsConfiguration);
`;
    writeFileSync(join(project, 'server.ts'), code);
    const options = ['--strict', '--skipLibCheck', 'false', '--module', 'nodenext'];
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];
    const es2023 = ['--target', 'es2023', '--ignoreConfig'];
    run(process.execPath, [tsc, ...options, ...types, ...es2023, 'server.ts'], project);
    expect(run(process.execPath, ['server.js'], project)).toBe(
      'function function function false\n',
    );
  });

  it.each(['quick start', 'durable'])('runs the block "%s" of the README as it says', (name) => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const block = new RegExp(
      `<!-- ${name}.*?\`\`\`ts\\n(.*?)\`\`\`.*?\`\`\`text\\n(.*?)\`\`\``,
      's',
    );
    const [, code = '', printed] = block.exec(readme) ?? [];
    writeFileSync(join(project, 'block.ts'), code);
    const options = ['--strict', '--skipLibCheck', 'false', '--module', 'nodenext'];
    const es2022 = ['--target', 'es2022', '--ignoreConfig'];
    run(process.execPath, [tsc, ...options, ...es2022, 'block.ts'], project);
    expect(run(process.execPath, ['block.js'], project)).toBe(printed);
  });

  it.each(['codex', 'mcp'])('compiles the block "%s" of the README', (name) => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, code = ''] =
      new RegExp(`<!-- ${name}:.*?\`\`\`ts\\n(.*?)\`\`\``, 's').exec(readme) ?? [];
    expect(code).toContain(`codex-sessions/${name}`);
    writeFileSync(join(project, `${name}.ts`), code);
    const options = ['--strict', '--skipLibCheck', 'false', '--module', 'nodenext', '--noEmit'];
    // the blocks use Node's standard streams
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];
    run(process.execPath, [tsc, ...options, ...types, '--ignoreConfig', `${name}.ts`], project);
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
