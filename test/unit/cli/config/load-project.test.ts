import { describe, expect, it } from 'vitest';
import { KEYS, SETTINGS } from '../../../../src/cli/config/settings.js';
import { faultsOf, loaded, PROJECT, USER } from './place.js';

const presetOf = (user: string, project: string, identity = 'reviewer') => {
  const { presets, notes } = loaded({ user, project });
  return { preset: presets.get(identity), notes: notes.map(({ sentence }) => sentence) };
};

describe('a project file', () => {
  it('may set nothing beyond what names and narrows', () => {
    const allowed = KEYS.filter((key) => SETTINGS[key].project !== 'never');
    expect(allowed).toEqual([
      'team',
      'max_sessions',
      'max_turns',
      'model',
      'sandbox',
      'approval_policy',
      'approval_default',
    ]);
  });

  it.each(KEYS.filter((key) => SETTINGS[key].project === 'never'))(
    'may not set %s, to whatever value, and is told who may',
    (key) => {
      const flag = key === 'codex_args' ? '--codex-arg' : `--${key.replaceAll('_', '-')}`;
      const sentence = `a project file may not set ${key}; set it in ${USER}, by ${flag} or by CODEX_SESSIONS_${key.toUpperCase()}`;
      for (const value of ['true', '7', '"never"', '[]']) {
        expect(faultsOf({ project: `\n${key} = ${value}` })).toEqual([
          { source: PROJECT, line: 2, key, sentence },
        ]);
      }
    },
  );

  it.each([
    ['max_sessions', 9, 11],
    ['approval_default', 'cancel', undefined],
  ] as const)('narrows the default of %s, and does not widen it', (key, narrower, wider) => {
    const camel = key === 'max_sessions' ? 'maxSessions' : 'approvalDefault';
    const narrow = loaded({ project: `${key} = ${JSON.stringify(narrower)}` });
    expect(narrow.settings[camel]).toBe(narrower);
    expect(narrow.origins[key]).toEqual({ layer: 'project file', source: PROJECT, line: 1 });
    if (wider === undefined) return;
    const wide = loaded({ project: `\n${key} = ${JSON.stringify(wider)}` });
    expect(wide.settings[camel]).toBe(loaded().settings[camel]);
    expect(wide.origins[key].layer).toBe('default');
    expect(wide.notes).toEqual([
      {
        source: PROJECT,
        line: 2,
        key,
        sentence: `${key} = ${wider} has no effect: it is 10, and a project file can only narrow`,
      },
    ]);
  });

  it('limits turns that are unlimited', () => {
    expect(loaded({ project: 'max_turns = 3' }).settings.maxTurns).toBe(3);
    expect(loaded({ project: 'max_turns = "none"' }).settings.maxTurns).toBeNull();
  });

  it('may not have unanswered approvals accepted', () => {
    expect(faultsOf({ project: 'approval_default = "accept"' })).toEqual([
      {
        source: PROJECT,
        line: 1,
        key: 'approval_default',
        sentence: `a project file may not set approval_default to accept; set it in ${USER}, by --approval-default or by CODEX_SESSIONS_APPROVAL_DEFAULT`,
      },
    ]);
  });

  it.each([
    { flags: { max_sessions: '20', approval_default: 'accept' } },
    { env: { CODEX_SESSIONS_MAX_SESSIONS: '20', CODEX_SESSIONS_APPROVAL_DEFAULT: 'accept' } },
    { user: 'max_sessions = 20\napproval_default = "accept"' },
  ])('does nothing to what the person set: %j', (person) => {
    const project = 'max_sessions = 2\napproval_default = "cancel"';
    expect(loaded({ ...person, project }).settings).toEqual(loaded(person).settings);
  });

  it('sets bounds by sandbox and approval policy, and no values', () => {
    const project = 'sandbox = "read-only"\n\napproval_policy = "on-request"';
    const { settings, bounds, boundOrigins, notes } = loaded({ project });
    expect(settings).toMatchObject({ sandbox: null, approvalPolicy: null });
    expect(bounds).toEqual({ sandbox: 'read-only', approvalPolicy: 'on-request' });
    const origin = { layer: 'project file', source: PROJECT };
    expect(boundOrigins).toEqual({
      sandbox: { ...origin, line: 1 },
      approvalPolicy: { ...origin, line: 3 },
    });
    expect(notes).toEqual([]);
  });

  it('bounds nothing by the widest words, and that is said', () => {
    const project = 'sandbox = "danger-full-access"\napproval_policy = "never"';
    const { bounds, boundOrigins, notes } = loaded({ project });
    expect(bounds).toEqual({ sandbox: null, approvalPolicy: null });
    expect(boundOrigins).toEqual({ sandbox: null, approvalPolicy: null });
    expect(notes.map(({ line, sentence }) => [line, sentence])).toEqual([
      [1, 'sandbox = danger-full-access has no effect: it bounds nothing'],
      [2, 'approval_policy = never has no effect: it bounds nothing'],
    ]);
  });

  it('bounds others no further than to what the person set', () => {
    const project = 'sandbox = "read-only"';
    const sketch = (sandbox: string) => ({ project, flags: { sandbox } });
    const some = loaded(sketch('workspace-write'));
    expect(some.settings.sandbox).toBe('workspace-write');
    expect(some.bounds.sandbox).toBe('workspace-write');
    expect(some.notes[0]?.sentence).toBe(
      'sandbox = read-only counts as workspace-write, which you set',
    );
    const all = loaded(sketch('danger-full-access'));
    expect(all.bounds.sandbox).toBeNull();
    expect(all.notes[0]?.sentence).toBe(
      'sandbox = read-only has no effect: you set danger-full-access',
    );
    const less = loaded({ project: 'sandbox = "workspace-write"', user: 'sandbox = "read-only"' });
    expect(less.settings.sandbox).toBe('read-only');
    expect([less.bounds.sandbox, less.notes]).toEqual(['workspace-write', []]);
  });

  it.each([
    ['for all sessions', 'approval_policy = "on-request"'],
    ['in a preset', 'presets.reviewer.approval_policy = "on-request"'],
  ])('that has Codex ask more often %s has nothing accepted that nobody answers', (_, project) => {
    const user = 'approval_default = "accept"';
    const { settings, origins, notes } = loaded({ user, project });
    expect(settings.approvalDefault).toBe('decline');
    expect(origins.approval_default).toEqual({ layer: 'project file', source: PROJECT, line: 1 });
    expect(notes.map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining('approval_default is decline, not accept'),
    ]);
    expect(loaded({ user, project: 'approval_policy = "never"' }).settings.approvalDefault).toBe(
      'accept',
    );
  });
});

describe('presets', () => {
  it('have what the user says of an identity', () => {
    const user = `
[presets.reviewer]
model = "gpt"
sandbox = "read-only"
approval_policy = "never"
instructions = "Review."
base_instructions = "Be."
[presets."a b.c"]
`;
    const { presets } = loaded({ user });
    expect([...presets.keys()]).toEqual(['reviewer', 'a b.c']);
    expect(presets.get('reviewer')).toEqual({
      model: 'gpt',
      sandbox: 'read-only',
      approvalPolicy: 'never',
      instructions: 'Review.',
      baseInstructions: 'Be.',
      bounds: { sandbox: null, approvalPolicy: null },
      origins: [{ layer: 'user file', source: USER, line: 2 }],
    });
    expect(presets.get('a b.c')?.model).toBeNull();
  });

  it('can be for an identity that is a word of JavaScript', () => {
    const { presets } = loaded({ user: '[presets.__proto__]\nmodel = "m"\n[presets.constructor]' });
    expect([...presets].map(([identity, { model }]) => [identity, model])).toEqual([
      ['__proto__', 'm'],
      ['constructor', null],
    ]);
  });

  it('of the project name things and bound rights', () => {
    const project =
      'presets.reviewer = { model = "m", sandbox = "read-only", approval_policy = "untrusted", instructions = "i", base_instructions = "b" }';
    expect(presetOf('', project)).toEqual({
      preset: {
        model: 'm',
        sandbox: null,
        approvalPolicy: null,
        instructions: 'i',
        baseInstructions: 'b',
        bounds: { sandbox: 'read-only', approvalPolicy: 'untrusted' },
        origins: [{ layer: 'project file', source: PROJECT, line: 1 }],
      },
      notes: [],
    });
  });

  it('of the project add to the user’s of that name, and change nothing it says', () => {
    const user = 'presets.reviewer = { model = "mine", sandbox = "workspace-write" }';
    const project =
      '[presets.reviewer]\nmodel = "theirs"\ninstructions = "theirs"\nsandbox = "read-only"\napproval_policy = "untrusted"';
    const { preset, notes } = presetOf(user, project);
    expect(preset).toMatchObject({
      model: 'mine',
      instructions: 'theirs',
      sandbox: 'workspace-write',
      approvalPolicy: null,
      bounds: { sandbox: 'workspace-write', approvalPolicy: 'untrusted' },
    });
    expect(preset?.origins.map(({ layer }) => layer)).toEqual(['user file', 'project file']);
    expect(notes).toEqual([
      'presets.reviewer.sandbox = read-only counts as workspace-write, which you set',
    ]);
  });

  it('of the project widen nothing by the widest words', () => {
    const user = 'presets.reviewer = { sandbox = "read-only" }';
    const project =
      'presets.reviewer = { sandbox = "danger-full-access", approval_policy = "never" }';
    const { preset, notes } = presetOf(user, project);
    expect(preset).toMatchObject({
      sandbox: 'read-only',
      approvalPolicy: null,
      bounds: { sandbox: null, approvalPolicy: null },
    });
    expect(notes).toHaveLength(2);
  });
});
