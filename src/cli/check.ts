import { readFile } from 'node:fs/promises';
import { CommandError, sentenceOf } from './errors.js';
import { type Examination, examine, type Problem, sharedIdentities } from './examination.js';
import { summaryOf } from './summary.js';
import { type Surroundings, say } from './terminal.js';
import { counted, cut, printable, printableJson, widthOf } from './text.js';

export interface CheckOptions {
  readonly json?: boolean;
}

/** Says what is wrong in a registry file, and where. Changes nothing. */
export async function check(
  file: string,
  { json }: CheckOptions,
  world: Surroundings,
): Promise<number> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CommandError(`${file} could not be read: ${sentenceOf(error)}`);
  });
  const examination = examine(bytes);
  if (json) world.out(`${jsonOf(file, examination)}\n`);
  else print(file, examination, world);
  return examination.problems.length === 0 ? 0 : 1;
}

function print(file: string, { snapshot, problems }: Examination, world: Surroundings): void {
  const sessions = snapshot === null ? '' : `; ${summaryOf(snapshot.sessions)}`;
  if (problems.length === 0) say(world, `${file}: good${sessions}`, 'green');
  else say(world, `${file}: ${counted(problems.length, 'problem')}${sessions}`, 'red');
  for (const problem of problems) {
    say(world, `  ${problem.where}: ${problem.sentence} (${problem.code})`);
    for (const line of excerptOf(problem)) say(world, `    ${line}`, 'dim');
  }
  for (const note of notesOf(snapshot)) say(world, `  note: ${note}`, 'yellow');
}

function jsonOf(file: string, { snapshot, problems }: Examination): string {
  return printableJson({
    file,
    good: problems.length === 0,
    sessions: snapshot?.sessions.length ?? null,
    problems: problems.map(({ where, code, sentence }) => ({ where, code, sentence })),
    notes: notesOf(snapshot),
  });
}

function notesOf(snapshot: Examination['snapshot']): string[] {
  const shared = snapshot === null ? [] : sharedIdentities(snapshot);
  return shared.map(
    ([identity, count]) =>
      `${count} active sessions have the identity '${identity}'; at most one of them can be live`,
  );
}

/** How much of a line is shown before and after what is wrong in it, in characters. */
const AROUND = 36;

/** The line something is wrong in, cut, and a mark under the place. */
function excerptOf({ line }: Problem): string[] {
  if (line === undefined) return [];
  const { text, before } = line;
  // twice as many code units: there may be two to a character
  const last = [...text.slice(Math.max(0, before - 2 * AROUND), before)].slice(-AROUND).join('');
  const start = printable(last.length < before ? `…${last}` : last);
  const end = cut(printable(text.slice(before, before + 2 * AROUND)), AROUND);
  return [start + end, `${' '.repeat(widthOf(start))}^`];
}
