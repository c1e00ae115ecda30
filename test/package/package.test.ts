import { execFileSync } from 'node:child_process';
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
  'codex-sessions/codex': 'startCodexBackend, type CodexBackend',
};

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
export const parts = [sessionMachine.id, supervisorMachine.id, typeof startCodexBackend];
`;

function run(command: string, args: string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('the packed package, installed into an empty project', () => {
  let project: string;

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'codex-sessions-package-'));
    const pack = (folder: string, ...options: string[]) =>
      run('npm', ['pack', folder, '--pack-destination', project, ...options], root);
    pack('.', '--silent');
    // dependencies come from here too: the test needs no registry
    for (const name of Object.keys(manifest.dependencies)) {
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
    const imported = Object.keys(NAMES).map((name) => name.replace('codex-sessions', '.'));
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
    expect(parts).toBe('session supervisor function\n');
  });

  it('runs the quick start of the README, which prints what the README says', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, code = '', printed] =
      /<!-- quick start.*?```ts\n(.*?)```.*?```text\n(.*?)```/s.exec(readme) ?? [];
    writeFileSync(join(project, 'quick-start.ts'), code);
    const options = ['--strict', '--skipLibCheck', 'false', '--module', 'nodenext'];
    run(process.execPath, [tsc, ...options, '--ignoreConfig', 'quick-start.ts'], project);
    expect(run(process.execPath, ['quick-start.js'], project)).toBe(printed);
  });

  it('compiles what the README shows of the Codex client', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, code = ''] = /<!-- codex.*?```ts\n(.*?)```/s.exec(readme) ?? [];
    expect(code).toContain('startCodexBackend');
    writeFileSync(join(project, 'codex.ts'), code);
    const options = ['--strict', '--skipLibCheck', 'false', '--module', 'nodenext', '--noEmit'];
    // the block writes to Node's standard output
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];
    run(process.execPath, [tsc, ...options, ...types, '--ignoreConfig', 'codex.ts'], project);
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
