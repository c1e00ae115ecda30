import type { Argument, Command, Option } from 'commander';

/** Where in a command line the cursor is, and what it is to be completed with. */
export interface Position {
  readonly program: Command;
  /** The command whose words are written; the program itself before there is one. */
  readonly command: Command;
  /** The values of the options given so far, by the option's name; of those without one, null. */
  readonly given: ReadonlyMap<string, string | null>;
  /** The last word. */
  readonly word: string;
  /** What stands in the last word before the value: `--option=`, or nothing. */
  readonly prefix: string;
  /** Null: nothing more belongs here. */
  readonly wanted: Wanted | null;
}

export type Wanted =
  | { readonly type: 'command' }
  | { readonly type: 'option' }
  /** `takesDashes`: whether a value that begins with a dash would be understood as one. */
  | { readonly type: 'value'; readonly of: Option | Argument; readonly takesDashes: boolean };

/** What the words so far come to. */
interface Walk {
  readonly program: Command;
  readonly command: Command;
  readonly given: ReadonlyMap<string, string | null>;
  /** The option whose value may come next. */
  readonly pending: Option | null;
  /** How many arguments of the command there are. */
  readonly operands: number;
  /** Whether `--` was given: nothing is an option any more. */
  readonly isLiteral: boolean;
}

/** What an option is called, whichever of its forms is used. */
export const nameOf = (option: Option): string => option.long ?? option.short ?? option.flags;

/** The commands that help shows, so none that is hidden. */
export const commandsOf = (command: Command): readonly Command[] =>
  command.createHelp().visibleCommands(command);

export const optionsOf = (command: Command): readonly Option[] =>
  command.createHelp().visibleOptions(command);

/**
 * Finds out what may stand where the last of some words is.
 *
 * @param words what follows the program's name; the last one may be empty.
 * @returns null if the words before cannot be understood.
 */
export function positionOf(program: Command, words: readonly string[]): Position | null {
  let walk: Walk | null = {
    program,
    command: program,
    given: new Map(),
    pending: null,
    operands: 0,
    isLiteral: false,
  };
  for (const word of words.slice(0, -1)) {
    walk = after(walk, word);
    if (walk === null) return null;
  }
  return endingIn(walk, words.at(-1) ?? '');
}

function after(walk: Walk, word: string): Walk | null {
  const { pending, given } = walk;
  if (pending !== null && (pending.required || !isDashed(word))) {
    return { ...walk, given: new Map(given).set(nameOf(pending), word), pending: null };
  }
  const free = { ...walk, pending: null };
  if (walk.isLiteral || !isDashed(word)) return afterOperand(free, word);
  return word === '--' ? { ...free, isLiteral: true } : afterOption(free, word);
}

/** As commander has it: a dash alone is no option. */
const isDashed = (word: string): boolean => word.length > 1 && word.startsWith('-');

function afterOption(walk: Walk, word: string): Walk {
  const found = assigned(walk.command, word);
  if (found === undefined) return walk;
  const { option, value } = found;
  const given = new Map(walk.given).set(nameOf(option), value ?? null);
  return { ...walk, given, pending: value === undefined && takesValue(option) ? option : null };
}

const takesValue = (option: Option): boolean => option.required || option.optional;

/** The option that a word names, with the value if that is in the word too. */
function assigned(command: Command, word: string) {
  const options = optionsOf(command);
  const exact = options.find(({ long, short }) => word === long || word === short);
  if (exact !== undefined) return { option: exact, value: undefined };
  const valued = options.filter(takesValue);
  const long = valued.find((option) => word.startsWith(`${option.long}=`));
  if (long !== undefined) return { option: long, value: word.slice(word.indexOf('=') + 1) };
  const short = valued.find((option) => option.short === word.slice(0, 2));
  return short === undefined ? undefined : { option: short, value: word.slice(2) };
}

function afterOperand(walk: Walk, word: string): Walk | null {
  const { command } = walk;
  if (!choosesCommand(walk)) return { ...walk, operands: walk.operands + 1 };
  const chosen = commandsOf(command).find(
    (one) => one.name() === word || one.aliases().includes(word),
  );
  return chosen === undefined ? null : { ...walk, command: chosen, given: new Map() };
}

const choosesCommand = ({ command, operands }: Walk): boolean =>
  operands === 0 && commandsOf(command).length > 0;

function endingIn(walk: Walk, word: string): Position {
  const { program, command, given, pending, isLiteral } = walk;
  const at = { program, command, given, word };
  if (pending !== null && (pending.required || !word.startsWith('-'))) {
    const wanted: Wanted = { type: 'value', of: pending, takesDashes: pending.required };
    return { ...at, prefix: '', wanted };
  }
  if (isLiteral || !word.startsWith('-')) return { ...at, prefix: '', wanted: freely(walk, word) };
  const { option, value } = assigned(command, word) ?? {};
  if (option === undefined || value === undefined || !word.startsWith('--')) {
    return { ...at, prefix: '', wanted: { type: 'option' } };
  }
  const prefix = word.slice(0, word.length - value.length);
  return { ...at, prefix, wanted: { type: 'value', of: option, takesDashes: true } };
}

/** What may stand where neither an option nor its value was begun. */
function freely(walk: Walk, word: string): Wanted | null {
  if (choosesCommand(walk)) return { type: 'command' };
  const { registeredArguments } = walk.command;
  const last = registeredArguments.at(-1);
  const argument = registeredArguments[walk.operands] ?? (last?.variadic ? last : undefined);
  if (argument !== undefined) {
    return { type: 'value', of: argument, takesDashes: walk.isLiteral };
  }
  return walk.isLiteral || word !== '' ? null : { type: 'option' };
}
