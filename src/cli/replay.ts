import {
  backendMachine,
  sessionMachine,
  supervisorMachine,
  turnsMachine,
} from '../../machines/index.js';
import {
  newsOfTrace,
  type Replay,
  type ReplayedStep,
  type ReplayMachines,
  replay,
} from '../inspect/replay/index.js';
import { readLines } from '../inspect/trace/index.js';
import { CommandError, sentenceOf } from './errors.js';
import { checkKeepable, keepTrace } from './replay/keep.js';
import { jsonOfReplay, report } from './replay/report.js';
import { type LightStep, lightStep, stepInALine } from './replay/steps.js';
import { ownTty, type Tty } from './screen/tty.js';
import { type Surroundings, say } from './terminal.js';
import { printableJson } from './text.js';

export interface ReplayOptions {
  readonly step?: boolean;
  readonly board?: boolean;
  readonly json?: boolean;
  /** The running number to begin at. */
  readonly from?: number;
  /** The folder a copy is kept in. */
  readonly keep?: string;
}

const MACHINES: ReplayMachines = {
  supervisor: supervisorMachine,
  session: sessionMachine,
  turns: turnsMachine,
  backend: backendMachine,
};

/** Checks a recorded run against the statecharts, and shows it as it is asked to. */
export async function replayCommand(
  file: string,
  options: ReplayOptions,
  world: Surroundings,
  tty: Tty = ownTty(),
): Promise<number> {
  const { json, keep } = options;
  if (keep !== undefined) await checkKeepable(file);
  const checked = await show(file, options, world, tty);
  if (json) world.out(`${printableJson(jsonOfReplay(file, checked))}\n`);
  else report(file, checked, world);
  if (keep !== undefined) {
    const kept = await keepTrace(file, checked.header, keep);
    if (!json) say(world, `kept as ${kept}`);
  }
  return checked.wrong === null ? 0 : 1;
}

function show(
  file: string,
  options: ReplayOptions,
  world: Surroundings,
  tty: Tty,
): Promise<Replay> {
  if (options.board) return onBoard(file, world);
  if (!options.step) return read(file, (lines) => replay(lines, { machines: MACHINES }));
  return tty.canDraw && tty.input.isTTY
    ? throughScreen(file, options, world, tty)
    : inLines(file, options, world);
}

/** Reads a file; what is wrong with it is told with its name. */
async function read<T>(
  file: string,
  take: (lines: ReturnType<typeof readLines>) => Promise<T>,
): Promise<T> {
  try {
    return await take(readLines(file));
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      throw new CommandError(`${file} could not be replayed: ${sentenceOf(error)}`);
    }
    throw error;
  }
}

function inLines(file: string, { from = 0 }: ReplayOptions, world: Surroundings): Promise<Replay> {
  const onStep = (step: ReplayedStep): void => {
    if (step.n >= from) say(world, stepInALine(lightStep(step)));
  };
  return read(file, (lines) => replay(lines, { machines: MACHINES, onStep }));
}

async function throughScreen(
  file: string,
  { from = 0 }: ReplayOptions,
  world: Surroundings,
  tty: Tty,
): Promise<Replay> {
  const steps: LightStep[] = [];
  const onStep = (step: ReplayedStep): void => void steps.push(lightStep(step));
  const checked = await read(file, (lines) => replay(lines, { machines: MACHINES, onStep }));
  const { stepThrough } = await import('./replay/full-screen.js');
  const found = steps.findIndex(({ n }) => n >= from);
  const first = found === -1 ? steps.length - 1 : found;
  try {
    const stepping = { file, steps, checked, first: Math.max(0, first) };
    if ((await stepThrough(stepping, tty, world)) === 'hung_up') tty.hangUp();
  } finally {
    tty.finish();
  }
  return checked;
}

async function onBoard(file: string, world: Surroundings): Promise<Replay> {
  const told = await read(file, (lines) => newsOfTrace(lines, MACHINES));
  const { showBoard } = await import('./board/show.js');
  await showBoard({ source: { mode: 'replay', news: told.news }, open: true }, world);
  return told.replay;
}
