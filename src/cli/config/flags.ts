import { type Command, Option } from 'commander';
import type { Flags } from './decode-text.js';
import { PROJECT_FILE } from './place.js';
import { FIELDS } from './preset-fields.js';
import type { ProjectRule } from './setting.js';
import { camel, flagOf, KEYS, type Key, settingOf, variableOf } from './settings.js';
import { shownValue } from './shown.js';

/** The options that commander makes of the flags. */
export type SettingOptions = Readonly<Record<string, unknown>>;

/** Adds a flag for each setting, `--config`, and a help that says where settings come from. */
export function addSettingFlags(command: Command): Command {
  command.option('--config <file>', "the user's configuration file");
  for (const key of KEYS) command.addOption(optionOf(key));
  return command.addHelpText('after', ({ command: shown }) => {
    const width = shown.configureOutput().getOutHelpWidth?.() ?? 80;
    return `\n${helpText((text) => shown.createHelp().boxWrap(text, Math.min(width, 80)))}`;
  });
}

function optionOf(key: Key): Option {
  const { kind, initial, description } = settingOf(key);
  const isSwitch = typeof initial === 'boolean';
  const value = isSwitch ? `[${kind.placeholder}]` : `<${kind.placeholder}>`;
  const choice = kind.words === undefined ? '' : `: ${kind.words.join(', ')}`;
  const many = kind.isPrivate ? '; may be given several times' : '';
  const text = `${description}${choice}${many} (default: ${shownValue(key, initial)})`;
  const option = new Option(`${flagOf(key)} ${value}`, text);
  // the loader reads what was written, so that it can tell all that is wrong at once
  if (kind.isPrivate) {
    option.argParser((one: string, others: readonly string[] = []) => [...others, one]);
  }
  return option;
}

/** What of commander's options sets something, for `loadConfiguration`. */
export function flagsOf(options: SettingOptions): {
  readonly flags: Flags;
  readonly config: string | undefined;
} {
  const given = KEYS.flatMap((key) => {
    const value = writtenOf(options[camel(flagOf(key).slice(2).replaceAll('-', '_'))]);
    return value === undefined ? [] : [[key, value] as const];
  });
  const { config } = options;
  return {
    flags: Object.fromEntries(given),
    config: typeof config === 'string' ? config : undefined,
  };
}

function writtenOf(value: unknown): string | readonly string[] | undefined {
  if (value === true) return 'true';
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** What a person should know of the layers. */
function helpText(wrap: (text: string) => string): string {
  const ruled = (...rules: readonly ProjectRule[]) =>
    KEYS.filter((key) => rules.includes(settingOf(key).project)).join(', ');
  const paragraphs = [
    `Settings come from flags, else from the environment (--max-sessions is ${variableOf('max_sessions')}; an empty variable counts for nothing), else from the user's file (--config, CODEX_SESSIONS_CONFIG, or codex-sessions/config.toml where configuration is kept, usually ~/.config), else from the project's file (${PROJECT_FILE} in the working directory or the nearest folder above), else they are the defaults. In files, keys are as in max_sessions, and [presets.NAME] says what sessions of that identity start with: ${FIELDS.join(', ')}.`,
    `What you set stands against the project's file, which can only name things and narrow rights where you set nothing. It names ${ruled('names')} and presets; it makes ${ruled('narrows')} lower than the defaults; and its ${ruled('bounds')}, in presets too, are bounds: no caller gets more, nor does Codex' own configuration. What it may not set is an error.`,
    `From narrow to wide: ${wordsOf('sandbox')}; ${wordsOf('approval_policy')}; ${wordsOf('approval_default')}.`,
  ];
  return paragraphs.map(wrap).join('\n\n');
}

const wordsOf = (key: Key): string => settingOf(key).kind.words?.join(' < ') ?? '';
