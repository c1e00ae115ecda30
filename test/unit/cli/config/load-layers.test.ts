import { describe, expect, expectTypeOf, it } from 'vitest';
import { KEYS, type Settings, variableOf } from '../../../../src/cli/config/settings.js';
import { loaded, PROJECT, type Sketch, USER } from './place.js';

const DEFAULTS: Settings = {
  team: 'default',
  maxSessions: 10,
  maxTurns: null,
  codexCommand: 'codex',
  codexArgs: [],
  model: null,
  sandbox: null,
  approvalPolicy: null,
  events: true,
  elicitation: 'declared',
  approvalTimeoutSeconds: 300,
  approvalDefault: 'decline',
  maxResultChars: 80_000,
  watchdogSeconds: 300,
  turnTimeoutSeconds: null,
  closeTimeoutSeconds: 10,
  shutdownGraceSeconds: 10,
  archiveOnClose: true,
  closeUnusedAfterDays: 30,
  logLevel: 'info',
  audit: false,
  auditPrompts: false,
  auditFile: null,
  board: false,
  boardPort: 26_339,
  inspect: false,
  inspectPort: 26_340,
  inspectContents: false,
};

/** Every setting with a value that is not its default, as a variable, as TOML, and as it is read. */
const OTHERS: Readonly<Record<string, readonly [string, string, unknown]>> = {
  team: ['docs', '"docs"', 'docs'],
  max_sessions: ['4', '4', 4],
  max_turns: ['2', '2', 2],
  codex_command: ['/bin/codex', '"/bin/codex"', '/bin/codex'],
  codex_args: ['["-c","a=b"]', '["-c", "a=b"]', ['-c', 'a=b']],
  model: ['gpt', '"gpt"', 'gpt'],
  sandbox: ['read-only', '"read-only"', 'read-only'],
  approval_policy: ['never', '"never"', 'never'],
  events: ['0', 'false', false],
  elicitation: ['never', '"never"', 'never'],
  approval_timeout_seconds: ['0.5', '0.5', 0.5],
  approval_default: ['accept', '"accept"', 'accept'],
  max_result_chars: ['1000', '1_000', 1000],
  watchdog_seconds: ['60', '60', 60],
  turn_timeout_seconds: ['60', '60', 60],
  close_timeout_seconds: ['1', '1', 1],
  shutdown_grace_seconds: ['1', '1', 1],
  archive_on_close: ['false', 'false', false],
  close_unused_after_days: ['none', 'false', null],
  log_level: ['debug', '"debug"', 'debug'],
  audit: ['1', 'true', true],
  audit_prompts: ['true', 'true', true],
  audit_file: ['/a.jsonl', '"/a.jsonl"', '/a.jsonl'],
  board: ['1', 'true', true],
  board_port: ['0', '0', 0],
  inspect: ['1', 'true', true],
  inspect_port: ['0', '0', 0],
  inspect_contents: ['1', 'true', true],
};

const valueIn = (sketch: Sketch, key: string): unknown => {
  const camel = key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return loaded(sketch).settings[camel as keyof Settings];
};

describe('the layers of the configuration', () => {
  it('are the defaults where nobody says anything', () => {
    const { settings, origins, bounds, presets, notes } = loaded();
    expect(settings).toEqual(DEFAULTS);
    expect({ bounds, presets, notes }).toEqual({
      bounds: { sandbox: null, approvalPolicy: null },
      presets: new Map(),
      notes: [],
    });
    expect(new Set(KEYS.map((key) => origins[key].layer))).toEqual(new Set(['default']));
  });

  it('give every setting its type', () => {
    expectTypeOf<Settings>().toEqualTypeOf<{
      readonly team: string;
      readonly maxSessions: number;
      readonly maxTurns: number | null;
      readonly codexCommand: string;
      readonly codexArgs: readonly string[];
      readonly model: string | null;
      readonly sandbox: 'read-only' | 'workspace-write' | 'danger-full-access' | null;
      readonly approvalPolicy: 'untrusted' | 'on-request' | 'never' | null;
      readonly events: boolean;
      readonly elicitation: 'declared' | 'never';
      readonly approvalTimeoutSeconds: number;
      readonly approvalDefault: 'cancel' | 'decline' | 'accept';
      readonly maxResultChars: number;
      readonly watchdogSeconds: number;
      readonly turnTimeoutSeconds: number | null;
      readonly closeTimeoutSeconds: number;
      readonly shutdownGraceSeconds: number;
      readonly archiveOnClose: boolean;
      readonly closeUnusedAfterDays: number | null;
      readonly logLevel: 'error' | 'warn' | 'info' | 'debug';
      readonly audit: boolean;
      readonly auditPrompts: boolean;
      readonly auditFile: string | null;
      readonly board: boolean;
      readonly boardPort: number;
      readonly inspect: boolean;
      readonly inspectPort: number;
      readonly inspectContents: boolean;
    }>();
  });

  it('are complete: the table below has every setting', () => {
    expect(Object.keys(OTHERS)).toEqual(KEYS);
  });

  it.each(KEYS)('let each of flag, variable and user file set %s, and say where', (key) => {
    const [text, toml, value] = OTHERS[key] ?? ['', '', null];
    const flag = key === 'codex_args' ? ['-c', 'a=b'] : text;
    const origin = (sketch: Sketch) => loaded(sketch).origins[key];

    const byFlag = { flags: { [key]: flag } };
    expect(valueIn(byFlag, key)).toEqual(value);
    const name = key === 'codex_args' ? '--codex-arg' : `--${key.replaceAll('_', '-')}`;
    expect(origin(byFlag)).toEqual({ layer: 'flag', source: name, line: null });

    const variable = `CODEX_SESSIONS_${key.toUpperCase()}`;
    const byVariable = { env: { [variable]: text } };
    expect(valueIn(byVariable, key)).toEqual(value);
    expect(origin(byVariable)).toEqual({ layer: 'environment', source: variable, line: null });

    const byFile = { user: `# mine\n${key} = ${toml}` };
    expect(valueIn(byFile, key)).toEqual(value);
    expect(origin(byFile)).toEqual({ layer: 'user file', source: USER, line: 2 });
  });

  it.each([
    ['team', ['f', 'e', 'u', 'p', 'default']],
    ['model', ['f', 'e', 'u', 'p', null]],
    ['max_sessions', [9, 8, 7, 6, 10]],
    ['max_turns', [9, 8, 7, 6, null]],
  ] as const)(
    'are ordered: flag, variable, user file, project file, default, for %s',
    (key, order) => {
      const [flag, variable, user, project, none] = order;
      const layers: readonly Sketch[] = [
        { flags: { [key]: String(flag) } },
        { env: { [variableOf(key)]: String(variable) } },
        { user: `${key} = ${JSON.stringify(user)}` },
        { project: `${key} = ${JSON.stringify(project)}` },
        {},
      ];
      const seen = layers.map((_, from) => {
        const sketch: Sketch = Object.assign({}, ...layers.slice(from));
        return [valueIn(sketch, key), loaded(sketch).origins[key].layer];
      });
      expect(seen).toEqual([
        [flag, 'flag'],
        [variable, 'environment'],
        [user, 'user file'],
        [project, 'project file'],
        [none, 'default'],
      ]);
    },
  );

  it('let an empty variable count for nothing', () => {
    const env = { CODEX_SESSIONS_MAX_SESSIONS: '', CODEX_SESSIONS_CONFIG: '', XDG_CONFIG_HOME: '' };
    expect(loaded({ env, user: 'max_sessions = 3' }).settings.maxSessions).toBe(3);
  });

  it('let a stronger layer take a limit away', () => {
    const user = 'max_turns = 3\nturn_timeout_seconds = 9';
    const flags = { max_turns: 'none', turn_timeout_seconds: 'none' };
    expect(loaded({ user, flags }).settings).toMatchObject({
      maxTurns: null,
      turnTimeoutSeconds: null,
    });
  });

  it('list the files that were looked for, the nearest project file last', () => {
    expect(loaded({ user: '', project: '' }).files).toEqual([
      { layer: 'user file', path: USER, exists: true },
      { layer: 'project file', path: '/home/u/p/sub/.codex-sessions.toml', exists: false },
      { layer: 'project file', path: PROJECT, exists: true },
    ]);
    expect(loaded({ cwd: '/a' }).files).toEqual([
      { layer: 'user file', path: USER, exists: false },
      { layer: 'project file', path: '/a/.codex-sessions.toml', exists: false },
      { layer: 'project file', path: '/.codex-sessions.toml', exists: false },
    ]);
  });

  it('take the nearest project file alone', () => {
    const files = { '/home/u/.codex-sessions.toml': 'team = "far"\nmodel = "far"' };
    expect(loaded({ files, project: 'team = "near"' }).settings).toMatchObject({
      team: 'near',
      model: null,
    });
    expect(loaded({ files }).settings.team).toBe('far');
  });

  it('make paths absolute from where they are written, and from the home for ~', () => {
    const of = (sketch: Sketch) => loaded(sketch).settings;
    expect(of({ user: 'audit_file = "a/b"' }).auditFile).toBe('/home/u/.config/codex-sessions/a/b');
    expect(of({ flags: { audit_file: 'a' } }).auditFile).toBe('/home/u/p/sub/a');
    expect(of({ env: { CODEX_SESSIONS_AUDIT_FILE: '~/a' } }).auditFile).toBe('/home/u/a');
    expect(of({ user: 'codex_command = "~/bin/codex"' }).codexCommand).toBe('/home/u/bin/codex');
  });
});
