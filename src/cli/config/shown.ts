import type { Value } from './kinds.js';
import { type Key, settingOf } from './settings.js';

const HIDDEN = '…';

/** A value as it is shown to people: of program arguments, only the names of options. */
export function shownValue(key: Key, value: Value): string {
  const { unset = 'none', kind } = settingOf(key);
  if (value === null) return unset;
  if (!isList(value)) return String(value);
  if (value.length === 0) return unset;
  return (kind.isPrivate ? masked(value) : value).join(' ');
}

export const isList = (value: Value): value is readonly string[] => Array.isArray(value);

/**
 * Program arguments without what may be secret: names of options, and of the keys that `-c` sets,
 * remain.
 */
export function masked(args: readonly string[]): readonly string[] {
  return args.map((arg, index) => maskedOne(arg, args[index - 1]));
}

function maskedOne(arg: string, before: string | undefined): string {
  if (before === '-c' || before === '--config') return maskedPair(arg);
  if (arg.startsWith('-c') && arg.length > 2) return `-c${maskedPair(arg.slice(2))}`;
  if (arg.startsWith('--config=')) return `--config=${maskedPair(arg.slice('--config='.length))}`;
  if (arg.startsWith('--')) return arg.includes('=') ? maskedPair(arg) : arg;
  return /^-[A-Za-z]$/.test(arg) ? arg : HIDDEN;
}

/** `key=value` with the key alone. */
function maskedPair(pair: string): string {
  const [key = '', ...value] = pair.split('=');
  return value.length === 0 ? HIDDEN : `${key}=${HIDDEN}`;
}
