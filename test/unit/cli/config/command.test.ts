import { describe, expect, it } from 'vitest';
import { KEYS } from '../../../../src/cli/config/settings.js';
import { config } from '../../../../src/cli/config.js';
import { World } from '../world.js';
import { PROJECT, requestIn, type Sketch, USER } from './place.js';

const PERSON = `max_sessions = 4
codex_args = ["-c", "key=hunter2"]

[presets.reviewer]
sandbox = "workspace-write"
instructions = """
Review with care.
Miss nothing."""
`;

const THEIRS = `team = "docs"
max_turns = 3
sandbox = "read-only"
presets.reviewer = { sandbox = "read-only", approval_policy = "on-request" }
presets.coder.model = "\\u001b[31mred"
`;

const BOTH: Sketch = { user: PERSON, project: THEIRS };

interface Manner {
  readonly columns?: number;
  readonly colours?: boolean;
  readonly json?: boolean;
}

function show(sketch: Sketch, { columns, colours = false, json = false }: Manner = {}) {
  const written = { out: '', error: '' };
  const exitCode = config(
    { json },
    {
      out: (text) => {
        written.out += text;
      },
      error: (text) => {
        written.error += text;
      },
      columns: columns ?? null,
      colours,
    },
    requestIn(sketch),
  );
  return { exitCode, ...written };
}

describe('codex-sessions config', () => {
  it('shows each value with where it comes from', () => {
    const { exitCode, out, error } = show({ ...BOTH, env: { CODEX_SESSIONS_AUDIT: '1' } });
    expect(exitCode).toBe(0);
    const [settings = ''] = out.split('\n\n');
    expect(settings).toMatch(/^SETTING {2,}VALUE {2,}FROM\n/);
    const rows = settings.split('\n').map((line) => line.split(/ {2,}/));
    expect(rows).toContainEqual(['team', 'docs', 'project file, line 1']);
    expect(rows).toContainEqual(['max_sessions', '4', 'user file, line 1']);
    expect(rows).toContainEqual(['turn_timeout_seconds', 'unlimited', 'default']);
    expect(rows).toContainEqual(['codex_args', '-c key=…', 'user file, line 2']);
    expect(rows).toContainEqual(['audit', 'true', 'CODEX_SESSIONS_AUDIT']);
    expect(rows).toContainEqual(['sandbox', "Codex' own", 'default']);
    expect(rows).toHaveLength(KEYS.length + 1);
    expect(error).toContain(`${PROJECT}:4: presets.reviewer.sandbox = read-only counts as `);
  });

  it('shows bounds, presets in a line each, and the files', () => {
    expect(show(BOTH).out.split('\n\n').slice(1).join('\n\n')).toBe(`\
BOUND    AT MOST    FROM
sandbox  read-only  project file, line 3

PRESET    MODEL     SANDBOX            APPROVAL POLICY  INSTRUCTIONS         FROM
reviewer  -         ≤ workspace-write  ≤ on-request     Review with care. …  user file, line 4; project file, line 4
coder     ␛[31mred  -                  -                -                    project file, line 5

FILE          STATE  PATH
user file     read   ${USER}
project file  read   ${PROJECT}
`);
  });

  it('tells what a preset gives from what it bounds to', () => {
    const user = 'presets.a = { sandbox = "read-only", base_instructions = "Be.\\n" }';
    const project = 'presets.a.sandbox = "workspace-write"';
    expect(show({ user, project }).out).toContain(`
PRESET  SANDBOX                       BASE INSTRUCTIONS  FROM
a       read-only, ≤ workspace-write  Be.                user file, line 1; project file, line 1
`);
  });

  it('says which files are not there, and leaves out what there is none of', () => {
    const { out, error } = show({});
    expect(out.split('\n\n').slice(1)).toEqual([
      `FILE          STATE   PATH\nuser file     absent  ${USER}\nproject file  absent  .codex-sessions.toml in the working directory or above\n`,
    ]);
    expect(error).toBe('');
  });

  it('fits 80 columns, but for paths', () => {
    const env = {
      CODEX_SESSIONS_APPROVAL_TIMEOUT_SECONDS: '7',
      CODEX_SESSIONS_MODEL: 'm'.repeat(99),
    };
    const tables = show({ ...BOTH, env }, { columns: 80 }).out.split('\n\n');
    expect(tables[0]).toContain('CODEX_SESSIONS_APPROVAL_TIMEOUT_SECONDS');
    for (const line of tables.slice(0, -1).join('\n').split('\n')) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('uses colours where they are understood', () => {
    expect(show({}).out).not.toContain('\x1b');
    expect(show({}, { colours: true }).out).toContain('\x1b[1mteam\x1b[0m');
  });

  it('is JSON for programs, without secrets and with nothing a terminal acts on', () => {
    const { exitCode, out, error } = show(BOTH, { json: true });
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    for (const secret of ['hunter2', '\x1b']) expect(out).not.toContain(secret);
    const file = (path: string) => {
      return { layer: path === USER ? 'user file' : 'project file', source: path };
    };
    const none = { sandbox: null, approval_policy: null };
    const unset = { ...none, model: null, instructions: null, base_instructions: null };
    expect(JSON.parse(out)).toMatchObject({
      settings: {
        team: { value: 'docs', ...file(PROJECT), line: 1 },
        max_sessions: { value: 4, ...file(USER), line: 1 },
        codex_args: { value: ['-c', 'key=…'] },
        turn_timeout_seconds: { value: null, layer: 'default', source: null, line: null },
      },
      bounds: {
        sandbox: 'read-only',
        approval_policy: null,
        from: { sandbox: { ...file(PROJECT), line: 3 }, approval_policy: null },
      },
      presets: {
        reviewer: {
          ...unset,
          sandbox: 'workspace-write',
          instructions: 'Review with care.\nMiss nothing.',
          bounds: { sandbox: 'workspace-write', approval_policy: 'on-request' },
          from: [
            { ...file(USER), line: 4 },
            { ...file(PROJECT), line: 4 },
          ],
        },
        coder: { ...unset, model: '\u001b[31mred', bounds: none },
      },
      files: [
        { layer: 'user file', path: USER, exists: true },
        { layer: 'project file', path: '/home/u/p/sub/.codex-sessions.toml', exists: false },
        { layer: 'project file', path: PROJECT, exists: true },
      ],
      notes: [{ key: 'presets.reviewer.sandbox', line: 4 }],
    });
  });

  it.each([true, false])('tells all that is wrong, and fails (as JSON: %j)', (json) => {
    const user = 'max_sessions = 0\n"\\u001b[31m" = 1';
    const { exitCode, out, error } = show({ user, env: { CODEX_SESSIONS_AUDIT: 'x' } }, { json });
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    const lines = error.trimEnd().split('\n');
    expect(lines).toEqual([
      "codex-sessions: CODEX_SESSIONS_AUDIT: audit must be true or false, not 'x'",
      `codex-sessions: ${USER}:1: max_sessions must be a whole number of at least 1, not 0`,
      expect.stringContaining(`codex-sessions: ${USER}:2: unknown key '␛[31m'; known are `),
    ]);
  });

  it('is named in the help, and has one of its own', async () => {
    expect((await new World().run('--help')).out).toContain('  config ');
    const { exitCode, out } = await new World().run('config', '--help');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^Usage: codex-sessions config /);
    expect(out).toContain('Settings come from flags');
    expect(out).toContain('Exit codes:');
  });

  it.each([
    ['an unknown flag', ['--max-session', '3'], 'Did you mean --max-sessions?'],
    ['a flag without its value', ['--team'], "option '--team <name>' argument missing"],
  ])('refuses %s as wrong usage', async (_, args, sentence) => {
    const { exitCode, error } = await new World().run('config', ...args);
    expect(exitCode).toBe(2);
    expect(error).toContain(sentence);
  });
});
