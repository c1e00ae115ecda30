import { Argument, type Command, type Option } from 'commander';
import { flagOf, KEYS, settingOf } from '../config/settings.js';

/** Where the values of an option or an argument come from. Null: nobody can know them. */
export type Source =
  | { readonly type: 'words'; readonly words: readonly string[] }
  | { readonly type: 'commands' }
  | { readonly type: 'files' }
  | { readonly type: 'names'; readonly of: Named }
  | null;

/** What of the registries has a name. `open`: sessions that are not closed. */
export type Named = 'teams' | 'identities' | 'repositories' | 'sessions' | 'open';

/** By the option's name. */
const NAMED_BY_OPTIONS: Readonly<Record<string, Named>> = {
  '--team': 'teams',
  '--identity': 'identities',
  '--repo': 'repositories',
};

/** By what help calls a value. */
const BY_PLACEHOLDER: Readonly<Record<string, Source>> = {
  agent: { type: 'names', of: 'sessions' },
  'agent-or-identity': { type: 'names', of: 'sessions' },
  boolean: { type: 'words', words: ['true', 'false'] },
  command: { type: 'commands' },
  file: { type: 'files' },
  path: { type: 'files' },
  program: { type: 'files' },
};

/** Tells from what the program says of a value where to look for it. */
export function sourceOf(command: Command, value: Option | Argument): Source {
  if (value.argChoices !== undefined) return { type: 'words', words: value.argChoices };
  const source = value instanceof Argument ? ofArgument(value) : ofOption(value);
  const isSession = source?.type === 'names' && source.of === 'sessions';
  return isSession && command.name() === 'close' ? { type: 'names', of: 'open' } : source;
}

const ofArgument = (argument: Argument): Source => byPlaceholder(argument.name());

function ofOption({ long, flags }: Option): Source {
  const named = NAMED_BY_OPTIONS[long ?? ''];
  if (named !== undefined) return { type: 'names', of: named };
  const setting = settingFor(long);
  if (setting?.kind.words !== undefined) {
    return { type: 'words', words: setting.kind.words.map(String) };
  }
  return byPlaceholder(/[<[]([^>\].]+)/.exec(flags)?.[1] ?? '');
}

const byPlaceholder = (text: string): Source => BY_PLACEHOLDER[text.toLowerCase()] ?? null;

/** Whether an option may be given again. */
export function isRepeatable({ variadic, long }: Option): boolean {
  return variadic || settingFor(long)?.kind.isPrivate === true;
}

/** The choices of settings are known to their loader, not to commander. */
function settingFor(flag: string | undefined) {
  const key = KEYS.find((one) => flagOf(one) === flag);
  return key === undefined ? undefined : settingOf(key);
}
