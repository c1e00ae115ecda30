import { printable } from '../text.js';
import { commandsOf, nameOf, optionsOf, type Position, type Wanted } from './position.js';
import { isRepeatable, type Named, type Source, sourceOf } from './values.js';

/** A word that could stand where the cursor is. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** What is offered: words, or the files that the shell finds. */
export type Offer =
  | { readonly type: 'words'; readonly candidates: readonly Candidate[] }
  | { readonly type: 'files' };

/** Looks up the names of something; `team` is the team that the command line names. */
export type LookUp = (named: Named, team: string | undefined) => Promise<readonly Candidate[]>;

const words = (candidates: readonly Candidate[]): Offer => ({ type: 'words', candidates });

/**
 * What may stand at a position, in whole words: also those that begin otherwise than the last word.
 * A word that would act on a terminal is not offered.
 */
export async function offerAt(position: Position, lookUp: LookUp): Promise<Offer> {
  const { wanted } = position;
  if (wanted === null) return words([]);
  if (wanted.type === 'command') return words(commandWords(position));
  if (wanted.type === 'option') return words(optionWords(position));
  const source = sourceOf(position.command, wanted.of);
  if (source?.type === 'files') return source;
  const values = await valuesOf(source, position, lookUp);
  const offered = values.filter(({ word }) => isFit(word, wanted));
  return words(offered.map((one) => ({ ...one, word: `${position.prefix}${one.word}` })));
}

function isFit(word: string, { takesDashes }: Extract<Wanted, { type: 'value' }>): boolean {
  return word !== '' && printable(word) === word && (takesDashes || !word.startsWith('-'));
}

async function valuesOf(
  source: Exclude<Source, { type: 'files' }>,
  position: Position,
  lookUp: LookUp,
): Promise<readonly Candidate[]> {
  switch (source?.type) {
    case 'words':
      return source.words.map((word) => ({ word, description: '' }));
    case 'commands':
      return commandWords({ ...position, command: position.program });
    case 'names':
      return lookUp(source.of, position.given.get('--team') ?? undefined);
    default:
      return [];
  }
}

function commandWords({ command }: Position): Candidate[] {
  return commandsOf(command).map((one) => ({
    word: one.name(),
    description: one.description(),
  }));
}

function optionWords({ command, given }: Position): Candidate[] {
  const options = optionsOf(command).filter(
    (option) => isRepeatable(option) || !given.has(nameOf(option)),
  );
  return options.map((option) => ({ word: nameOf(option), description: option.description }));
}
