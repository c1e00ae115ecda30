import type { Json } from '../../domain/index.js';
import type { Replay, WrongStep } from '../../inspect/replay/index.js';
import { type Surroundings, say } from '../terminal.js';
import { counted } from '../text.js';
import { jsonInWords, lightStep, stepInALine } from './steps.js';

/** Says what came of a replay. */
export function report(file: string, checked: Replay, world: Surroundings): void {
  const { wrong, steps } = checked;
  if (wrong !== null) say(world, `${file}: the first wrong step is in line ${wrong.line}`, 'red');
  else if (steps === 0) say(world, `${file}: there are no steps in it`, 'yellow');
  else say(world, `${file}: every step is allowed`, 'green');
  for (const line of wrong === null ? [] : wrongInLines(wrong)) say(world, `  ${line}`);
  for (const line of summaryOf(checked)) say(world, `  ${line}`);
}

function wrongInLines({ n, at, actor, ...wrong }: WrongStep): string[] {
  const { reason, expected, recorded, differences, before } = wrong;
  const where = [actor, n === null ? null : `number ${n}`, at].filter((part) => part !== null);
  const lines = [
    ...(where.length === 0 ? [] : [where.join(', ')]),
    `wrong     ${reason}`,
    ...(expected === null ? [] : [`expected  ${expected}`]),
    `recorded  ${recorded}`,
    ...differences.map(
      ({ path, expected: one, recorded: other }) =>
        `differs   ${path}: expected ${jsonInWords(one as Json)}, recorded ${jsonInWords(other as Json)}`,
    ),
  ];
  if (before.length === 0) return lines;
  return [
    ...lines,
    'the steps before:',
    ...before.map((step) => `  ${stepInALine(lightStep(step))}`),
  ];
}

function summaryOf({ header, lines, actors, steps, first, last, ...rest }: Replay): string[] {
  const counts = [counted(lines, 'line'), counted(actors, 'actor'), counted(steps, 'step')];
  const span = first === null ? [] : [`from ${first} to ${last}`];
  const contents = header.contents ? 'with contents' : 'without contents';
  return [
    `${counts.join(', ')}; recorded by version ${header.program}, ${contents}`,
    ...span,
    ...endOf(rest),
  ];
}

/** Says so if there may have been more; how a trace ends that is wrong before is not read. */
function endOf({ wrong, cut, ended }: Pick<Replay, 'wrong' | 'cut' | 'ended'>): string[] {
  if (wrong !== null) return [];
  if (cut !== null) return [`ends in the middle of line ${cut}`];
  if (ended === null) return ['it just stops, as after a kill: what followed is not known'];
  return ended === 'closed' ? [] : [`the recording ended early: ${ended}`];
}

/** The same as JSON; how the trace ends is told if it was read so far. */
export function jsonOfReplay(file: string, { wrong, cut, ended, ...checked }: Replay): object {
  const end = wrong === null && { cut, ended };
  return { file, allowed: wrong === null, ...checked, ...end, wrong };
}
