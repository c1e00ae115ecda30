import { describe, expect, it } from 'vitest';
import { faultsOf, loaded, PROJECT, type Sketch, USER } from './place.js';

const told = (sketch: Sketch) =>
  faultsOf(sketch).map(({ source, line, sentence }) => `${source}:${line}: ${sentence}`);

describe('a faulty configuration', () => {
  it.each([
    ['team = ""', "team must be a text of 1 to 1024 characters, without NUL, not ''"],
    ['max_sessions = 0', 'max_sessions must be a whole number of at least 1, not 0'],
    ['max_sessions = 1.5', 'max_sessions must be a whole number of at least 1, not 1.5'],
    ['max_sessions = "4"', "max_sessions must be a whole number of at least 1, not '4'"],
    ['max_sessions = inf', 'max_sessions must be a whole number of at least 1, not Infinity'],
    ['max_turns = true', 'max_turns must be a whole number of at least 1, or none, not true'],
    [
      'codex_command = "./codex"',
      "codex_command must be the name of a program in PATH, or an absolute path, not './codex'",
    ],
    ['codex_args = "-c"', 'codex_args must be a list of texts such as ["-c", "key=value"]'],
    ['codex_args = [1]', 'codex_args must be a list of texts such as ["-c", "key=value"]'],
    ['model = 1', 'model must be a text of 1 to 1024 characters, without NUL, not 1'],
    [
      'sandbox = "write"',
      "sandbox must be read-only, workspace-write or danger-full-access, not 'write'",
    ],
    [
      'approval_policy = "on-failure"',
      "approval_policy must be untrusted, on-request or never, not 'on-failure'",
    ],
    ['events = "true"', "events must be true or false, not 'true'"],
    ['elicitation = true', 'elicitation must be declared or never, not true'],
    [
      'approval_timeout_seconds = 0',
      'approval_timeout_seconds must be a number above 0, at most 2147483, not 0',
    ],
    [
      'watchdog_seconds = 2147484',
      'watchdog_seconds must be a number above 0, at most 2147483, not 2147484',
    ],
    [
      'turn_timeout_seconds = nan',
      'turn_timeout_seconds must be a number above 0, at most 2147483, or none, not NaN',
    ],
    [
      'close_unused_after_days = -1',
      'close_unused_after_days must be a number of at least 0, at most 36500, or none, not -1',
    ],
    ['max_result_chars = 999', 'max_result_chars must be a whole number of at least 1000, not 999'],
    ['log_level = 2026-01-01', 'log_level must be error, warn, info or debug, not a date or time'],
    ['audit = []', 'audit must be true or false, not a list'],
    ['audit_file = { a = 1 }', 'audit_file must be a path, not a table'],
    ['presets = 1', 'presets must be a table of presets, not 1'],
    ['[[presets]]', 'presets must be a table of presets, not a list'],
    [
      'presets.a = "b"',
      "presets.a must be a table with model, sandbox, approval_policy, instructions, base_instructions, not 'b'",
    ],
    [
      'presets."" = {}',
      'the identity of a preset must be a text of 1 to 1024 characters, without NUL',
    ],
    [
      'presets.a.instructions = ""',
      "presets.a.instructions must be a text that is not empty, without NUL, not ''",
    ],
  ])('%s: says the file, the line and what is allowed', (line, sentence) => {
    expect(told({ user: `# first\n${line}` })).toEqual([`${USER}:2: ${sentence}`]);
  });

  it('shows no more than the beginning of a long value', () => {
    const [sentence] = told({ user: `log_level = "${'x'.repeat(10_000)}"` });
    expect(sentence).toContain(`not '${'x'.repeat(40)}…'`);
    expect(sentence?.length).toBeLessThan(200);
  });

  it('never shows arguments for Codex: they may hold secrets', () => {
    const env = { CODEX_SESSIONS_CODEX_ARGS: 'hunter2' };
    expect(told({ env, user: 'codex_args = ["hunter2", 1]' }).join()).not.toContain('hunter2');
  });

  it.each([
    ['max_session = 1', "unknown key 'max_session'; did you mean 'max_sessions'?"],
    ['max-turns = 1', "unknown key 'max-turns'; did you mean 'max_turns'?"],
    ['[preset.a]', "unknown key 'preset'; did you mean 'presets'?"],
    ['presets.a.sandbx = 1', "unknown key 'presets.a.sandbx'; did you mean 'presets.a.sandbox'?"],
    [
      '[presets.a]\nx = 1',
      "unknown key 'presets.a.x'; known are model, sandbox, approval_policy, instructions, base_instructions",
    ],
    ['toString = 1', expect.stringContaining("unknown key 'toString'; known are team, ")],
    ['__proto__ = 1', expect.stringContaining("unknown key '__proto__'; known are team, ")],
  ])('%j: names an unknown key, and the known one that is meant', (user, sentence) => {
    expect(faultsOf({ user })).toEqual([
      expect.objectContaining({ source: USER, line: user.split('\n').length, sentence }),
    ]);
  });

  it.each([
    ['max_sessions 4', 1],
    ['a = 1\n\nb = "', 3],
    ['a = 1\na = 2', 2],
  ])('%j: names the line where it stops being TOML', (user, line) => {
    const [fault, ...others] = faultsOf({ user });
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ source: USER, line, key: null });
    expect(fault?.sentence).toMatch(/^this is not TOML: [^\n]+ \(column \d+\)$/);
  });

  it.each([
    ['max_sessions', '0', 'whole number of at least 1'],
    ['max_sessions', '1e3', 'whole number'],
    ['max_sessions', ' 4', 'whole number'],
    ['max_sessions', '0x4', 'whole number'],
    ['max_sessions', '99999999999999999999', 'whole number'],
    ['events', 'yes', 'true or false'],
    ['events', 'constructor', 'true or false'],
    ['codex_args', '-c', 'a list of texts'],
    ['codex_args', '{"a":"b"}', 'a list of texts'],
    ['codex_command', 'a/b', 'an absolute path'],
    ['codex_command', '..', 'the name of a program'],
    ['codex_command', '~other/codex', 'an absolute path'],
    ['sandbox', 'Read-Only', 'read-only, workspace-write or'],
  ])('names the variable of %s, which cannot be %j', (key, value, sentence) => {
    const variable = `CODEX_SESSIONS_${key.toUpperCase()}`;
    const [fault, ...others] = faultsOf({ env: { [variable]: value } });
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ source: variable, line: null, key });
    expect(fault?.sentence).toContain(sentence);
  });

  it('names the flag', () => {
    expect(told({ flags: { team: '', max_turns: '-1', events: 'no' } })).toEqual([
      expect.stringMatching(/^--team:null: team must be /),
      expect.stringMatching(/^--max-turns:null: max_turns must be /),
      expect.stringMatching(/^--events:null: events must be /),
    ]);
  });

  it('has all its faults told at once, those of the strongest layer first', () => {
    const sketch: Sketch = {
      flags: { max_turns: '0' },
      env: { CODEX_SESSIONS_AUDIT: 'maybe' },
      user: 'max_sessions = 0\nnope = 1',
      project: 'audit = true\nteam = 1',
    };
    expect(faultsOf(sketch).map(({ source, line, key }) => [source, line, key])).toEqual([
      ['--max-turns', null, 'max_turns'],
      ['CODEX_SESSIONS_AUDIT', null, 'audit'],
      [USER, 1, 'max_sessions'],
      [USER, 2, 'nope'],
      [PROJECT, 1, 'audit'],
      [PROJECT, 2, 'team'],
    ]);
  });

  it.each([
    ['the user’s file', { [USER]: { type: 'refused', sentence: 'is no use' } }, USER],
    ['the project’s file', { [PROJECT]: { type: 'refused', sentence: 'is no use' } }, PROJECT],
  ] as const)('is told of %s where it cannot be used', (_, files, path) => {
    expect(told({ files })).toEqual([`${path}:null: is no use`]);
  });

  it('is one whose named user file is not there', () => {
    const missing = (named: string) =>
      `/x/c.toml:null: this file is not there; it is named by ${named}`;
    expect(told({ config: '/x/c.toml' })).toEqual([missing('--config')]);
    expect(told({ env: { CODEX_SESSIONS_CONFIG: '/x/c.toml' } })).toEqual([
      missing('CODEX_SESSIONS_CONFIG'),
    ]);
  });

  it('is one whose user file is named by nothing, or differently from each folder', () => {
    expect(told({ config: '' })).toEqual(['--config:null: must be a path']);
    const env = { CODEX_SESSIONS_CONFIG: '.codex-sessions.toml' };
    expect(told({ env, files: { '/home/u/p/sub/.codex-sessions.toml': '' } })).toEqual([
      'CODEX_SESSIONS_CONFIG:null: must be an absolute path',
    ]);
  });

  it('is none where a flag makes the project’s file the user’s', () => {
    const { settings, files } = loaded({
      config: '../.codex-sessions.toml',
      project: 'codex_command = "mine"\nmax_sessions = 20',
    });
    expect(settings).toMatchObject({ codexCommand: 'mine', maxSessions: 20 });
    expect(files).toEqual([
      { layer: 'user file', path: PROJECT, exists: true },
      { layer: 'project file', path: '/home/u/p/sub/.codex-sessions.toml', exists: false },
    ]);
  });
});
