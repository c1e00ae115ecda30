import type { Command } from 'commander';
import { insertedByBash, readBashLine } from './completion/bash-line.js';
import { type Candidate, type LookUp, type Offer, offerAt } from './completion/candidates.js';
import { positionOf } from './completion/position.js';
import { SCRIPTS } from './completion/scripts.js';
import type { Shell } from './completion/shells.js';
import type { Surroundings } from './terminal.js';
import { printable } from './text.js';

/** Prints the script that makes a shell complete codex-sessions. */
export function completion(shell: Shell, { out }: Surroundings): number {
  out(SCRIPTS[shell]);
  return 0;
}

export interface CompleteOptions {
  /** Also what does not begin like the last word: the shell chooses. */
  readonly any?: boolean;
  /** COMP_WORDBREAKS: the only word is bash's line up to the cursor, and the answer is for bash. */
  readonly bash?: string;
}

/**
 * Prints what the last of some words could become: a word a line, with a tab and its description;
 * or `:files`, which has no tab, where the shell is to look for files. Changes nothing. What goes
 * wrong leaves candidates out, and is not said: somebody is writing a command line.
 */
export async function complete(
  words: readonly string[],
  { any, bash }: CompleteOptions,
  program: Command,
  world: Surroundings,
): Promise<number> {
  const lookUp = quietly(world);
  if (bash === undefined) {
    world.out(linesOf(await offerFor(program, words, any === true, lookUp)));
    return 0;
  }
  const line = readBashLine(words[0] ?? '', bash);
  const offer: Offer = line.isRedirected
    ? { type: 'files' }
    : await offerFor(program, line.words.slice(1), false, lookUp);
  world.out(linesOf(offer, (word) => insertedByBash(word, line)));
  return 0;
}

async function offerFor(
  program: Command,
  words: readonly string[],
  isAny: boolean,
  lookUp: LookUp,
): Promise<Offer> {
  const position = positionOf(program, words);
  if (position === null) return { type: 'words', candidates: [] };
  const offer = await offerAt(position, lookUp);
  if (offer.type === 'files' || isAny) return offer;
  const begun = offer.candidates.filter(({ word }) => word.startsWith(position.word));
  return { type: 'words', candidates: begun };
}

/** Finds names, and none where the registries cannot be read. */
function quietly(world: Surroundings): LookUp {
  return async (named, team): Promise<readonly Candidate[]> => {
    try {
      const { namesOf } = await import('./completion/names.js');
      return await namesOf(named, team, { ...world, error: () => {} });
    } catch {
      return [];
    }
  };
}

function linesOf(offer: Offer, inserted: (word: string) => string = (word) => word): string {
  if (offer.type === 'files') return ':files\n';
  return offer.candidates
    .map(({ word, description }) => `${inserted(word)}\t${printable(description)}\n`)
    .join('');
}
