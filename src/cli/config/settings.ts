import type { ApprovalPolicy, SandboxMode } from '../../domain/ports/codex.js';
import { PREFERRED_PORT } from '../../inspect/board/port.js';
import { INSPECTOR_PORT } from '../../inspect/stately/port.js';
import {
  name,
  number,
  oneOf,
  orNone,
  path,
  program,
  programArguments,
  seconds,
  type Value,
  yesOrNo,
} from './kinds.js';
import { APPROVAL_DEFAULTS, type ApprovalDefault } from './rights.js';
import { APPROVAL_POLICY, SANDBOX, type Setting, setting } from './setting.js';

/** A port that is listened on; 0 is any. */
const PORT = number('port', { least: 0, most: 65_535, isWhole: true });

/** All settings, in the order they are shown in. */
export const SETTINGS = {
  team: setting({
    kind: name(),
    initial: 'default',
    project: 'names',
    description: 'the team whose registry is used',
  }),
  max_sessions: setting({
    kind: number('number', { least: 1, isWhole: true }),
    initial: 10,
    project: 'narrows',
    description: 'the most sessions active at once',
  }),
  max_turns: setting<number | null>({
    kind: orNone(number('number', { least: 1, isWhole: true })),
    initial: null,
    project: 'narrows',
    unset: 'unlimited',
    description: 'the most turns running at once; others wait in order',
  }),
  codex_command: setting({
    kind: program(),
    initial: 'codex',
    project: 'never',
    description: 'the Codex program',
  }),
  codex_args: setting<readonly string[]>({
    kind: programArguments(),
    initial: [],
    project: 'never',
    unset: 'none',
    flag: '--codex-arg',
    description: 'more arguments for codex app-server, such as -c key=value',
  }),
  model: setting<string, string | null>({
    kind: name(),
    initial: null,
    project: 'names',
    unset: "Codex' own",
    description: 'the model of sessions that ask for none',
  }),
  sandbox: setting<SandboxMode, SandboxMode | null>({
    kind: SANDBOX,
    initial: null,
    project: 'bounds',
    unset: "Codex' own",
    description: 'the sandbox of sessions that ask for none',
  }),
  approval_policy: setting<ApprovalPolicy, ApprovalPolicy | null>({
    kind: APPROVAL_POLICY,
    initial: null,
    project: 'bounds',
    unset: "Codex' own",
    description: 'when Codex asks, in sessions that do not say',
  }),
  events: setting({
    kind: yesOrNo(),
    initial: true,
    project: 'never',
    description: 'send codex/event notifications',
  }),
  elicitation: setting<'declared' | 'never'>({
    kind: oneOf('when', ['declared', 'never']),
    initial: 'declared',
    project: 'never',
    description: 'ask for approvals through clients that declared it, or never',
  }),
  approval_timeout_seconds: setting({
    kind: seconds(),
    initial: 300,
    project: 'never',
    description: 'how long an approval waits for its answer',
  }),
  approval_default: setting<ApprovalDefault>({
    kind: oneOf('decision', APPROVAL_DEFAULTS),
    initial: 'decline',
    project: 'narrows',
    refusedInProject: 'accept',
    description: 'the answer to an approval that nobody answers',
  }),
  max_result_chars: setting({
    kind: number('number', { least: 1000, isWhole: true }),
    initial: 80_000,
    project: 'never',
    description: 'the longest result, in characters; longer ones are cut, and can be read on',
  }),
  watchdog_seconds: setting({
    kind: seconds(),
    initial: 300,
    project: 'never',
    description: 'how long a turn may be silent before Codex is asked whether it still runs',
  }),
  turn_timeout_seconds: setting<number | null>({
    kind: orNone(seconds()),
    initial: null,
    project: 'never',
    unset: 'unlimited',
    description: 'how long a turn may take before it is interrupted',
  }),
  close_timeout_seconds: setting({
    kind: seconds(),
    initial: 10,
    project: 'never',
    description: 'how long closing a session waits for its turn to end',
  }),
  shutdown_grace_seconds: setting({
    kind: seconds(),
    initial: 10,
    project: 'never',
    description: 'how long turns may go on once the server is to end',
  }),
  archive_on_close: setting({
    kind: yesOrNo(),
    initial: true,
    project: 'never',
    description: 'archive the thread of a session that is closed',
  }),
  close_unused_after_days: setting<number | null>({
    kind: orNone(number('days', { least: 0, most: 36_500 })),
    initial: 30,
    project: 'never',
    unset: 'never',
    description: 'when stale sessions with a generated name are closed',
  }),
  log_level: setting<'error' | 'warn' | 'info' | 'debug'>({
    kind: oneOf('level', ['error', 'warn', 'info', 'debug']),
    initial: 'info',
    project: 'never',
    description: 'what is logged to standard error',
  }),
  audit: setting({
    kind: yesOrNo(),
    initial: false,
    project: 'never',
    description: 'keep an audit log: who, when, which session',
  }),
  audit_prompts: setting({
    kind: yesOrNo(),
    initial: false,
    project: 'never',
    description: 'with the first 200 characters of each prompt',
  }),
  audit_file: setting<string, string | null>({
    kind: path(),
    initial: null,
    project: 'never',
    unset: "audit.jsonl in the team's folder",
    description: 'the file of the audit log',
  }),
  board: setting({
    kind: yesOrNo(),
    initial: false,
    project: 'never',
    description: 'open the board; its address goes to the terminal, or into a private file',
  }),
  board_port: setting({
    kind: PORT,
    initial: PREFERRED_PORT,
    project: 'never',
    description: 'the port of the board; if another program has it, a free one',
  }),
  inspect: setting({
    kind: yesOrNo(),
    initial: false,
    project: 'never',
    description:
      "show the statecharts in the Stately inspector; its address goes where the board's does",
  }),
  inspect_port: setting({
    kind: PORT,
    initial: INSPECTOR_PORT,
    project: 'never',
    description: 'the port of the inspector; if another program has it, a free one',
  }),
  inspect_contents: setting({
    kind: yesOrNo(),
    initial: false,
    project: 'never',
    description: 'show answers and notes in the inspector, too',
  }),
};

export type Key = keyof typeof SETTINGS;

/** The keys in the order they are shown in. */
export const KEYS = Object.keys(SETTINGS) as readonly Key[];

/** A setting whatever its values are. */
export const settingOf = (key: Key): Setting<Value> => SETTINGS[key];

type Camel<T extends string> = T extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : T;

type ValueOf<S> = S extends Setting<infer T, infer D> ? T | D : never;

/** The value of every setting, under its key in camel case. */
export type Settings = {
  readonly [K in Key as Camel<K>]: ValueOf<(typeof SETTINGS)[K]>;
};

/** The name of a setting in `Settings`. */
export const camel = (key: string): string =>
  key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** The variable a setting is read from. */
export const variableOf = (key: Key): string => `CODEX_SESSIONS_${key.toUpperCase()}`;

/** The flag a setting is read from. */
export const flagOf = (key: Key): string => settingOf(key).flag ?? `--${key.replaceAll('_', '-')}`;
