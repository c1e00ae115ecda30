import { expect } from 'vitest';
import { parseRegistrySnapshot, StoreError } from '../../src/index.js';
import type { Processes } from '../../src/store/processes.js';
import {
  type Fault,
  type FaultCode,
  type FaultyFileSystem,
  faulty,
  type Step,
} from './faulty-file-system.js';
import type { MemoryFileSystem } from './memory-file-system.js';
import { StoreWorld, settled } from './store-world.js';

/** Something a process does, that the disk may fail in the middle of. */
export interface Scenario<State> {
  /** Puts on the disk what is there before the process comes; one of two others has died since. */
  prepare(world: StoreWorld, others: { dead: Processes; living: Processes }): Promise<void>;
  /** What the process does before the disk fails. */
  begin(world: StoreWorld, fs: FaultyFileSystem): Promise<State>;
  /** What it does while the disk fails. */
  act(state: State): Promise<unknown>;
  /** What it does once the disk is mended; everything it knows must be on it then. */
  goOn(state: State, outcome: Outcome, world: StoreWorld): Promise<void>;
  /** The end of the process. */
  end(state: State): Promise<void>;
}

/** What became of the act: its answer, or the StoreError it rejected with. */
export type Outcome = { readonly answer: unknown } | { readonly error: StoreError };

interface Course {
  readonly outcome: Outcome;
  /** The steps of the act. */
  readonly steps: readonly Step[];
  /** What the registry was before the act, in the middle of it, and at last after it. */
  readonly texts: readonly (string | undefined)[];
  /** What is there when the process has ended, and another one has come and gone. */
  readonly names: readonly string[];
}

const DEAD = [50, 'dead'] as const;
const LIVING = [60, 'living'] as const;

/** Runs of a scenario on a disk that is prepared once, and the same for all of them. */
export class FaultRuns<State> {
  private constructor(
    private readonly scenario: Scenario<State>,
    private readonly disk: MemoryFileSystem,
    /** How it goes when nothing fails. */
    private readonly smooth: Course,
  ) {}

  static async of<State>(scenario: Scenario<State>): Promise<FaultRuns<State>> {
    const world = new StoreWorld();
    const others = { dead: world.host.start(...DEAD), living: world.host.start(...LIVING) };
    await scenario.prepare(world, others);
    const disk = await settled(world.fs);
    return new FaultRuns(scenario, disk, await courseOf(scenario, disk, []));
  }

  get steps(): readonly Step[] {
    return this.smooth.steps;
  }

  /** Runs it with some faults, and checks all that must hold whatever fails. */
  async run(...faults: readonly Fault[]): Promise<Outcome> {
    const { smooth } = this;
    const { outcome, texts, names } = await courseOf(this.scenario, this.disk, faults);
    expect(smooth.texts).toContain(texts.at(-1));
    // an unfinished file whose owner's is gone stays: nothing tells any more whose it was
    const isKnown = (name: string) => !/^lock\.free-.*\.tmp$/.test(name);
    expect(names.filter(isKnown)).toEqual(smooth.names);
    if ('error' in outcome) expectToldWhy(outcome.error, faults);
    return outcome;
  }
}

async function courseOf<State>(
  scenario: Scenario<State>,
  disk: MemoryFileSystem,
  faults: readonly Fault[],
): Promise<Course> {
  const world = new StoreWorld(disk.crash({ random: () => 0 }));
  world.host.start(...LIVING);
  const fs = faulty(world.fs);
  const state = await scenario.begin(world, fs);
  const texts = [world.text()];
  const hasReplaced = ({ method }: Step) => method === 'syncFolder';
  fs.begin({ faults, before: (step) => hasReplaced(step) && texts.push(world.text()) });
  const outcome = await outcomeOf(scenario.act(state));
  const steps = [...fs.steps];
  fs.begin();
  texts.push(world.text());
  await scenario.goOn(state, outcome, world);
  expectWhole(world.text());
  await othersCanWork(world);
  await scenario.end(state);
  expect(Object.values(world.claims()).filter((pid) => pid !== LIVING[0])).toEqual([]);
  // what could not be removed goes when its process has ended
  world.host.endAll(LIVING[0]);
  await othersCanWork(world);
  return { outcome, steps, texts, names: namesIn(world) };
}

async function outcomeOf(act: Promise<unknown>): Promise<Outcome> {
  try {
    return { answer: await act };
  } catch (error) {
    if (error instanceof StoreError) return { error };
    throw error;
  }
}

/** Nobody has to wait for a lock that was left, but for those who seem to wait themselves. */
async function othersCanWork(world: StoreWorld): Promise<void> {
  let waits = 0;
  const wait = async () => {
    waits += 1;
    if (waits > 1) expect.unreachable('the lock was left to a living process');
  };
  const other = world.store({ wait });
  await other.load();
  await other.commit({ upserts: [], removals: [] });
  await other.close();
}

const CODES = {
  ENOSPC: ['no_space'],
  EIO: ['io'],
  EACCES: ['no_permission'],
  EMFILE: ['too_many_files'],
  EROFS: ['no_permission'],
  // a damaged file is moved by a link, too
  EPERM: ['no_hard_links', 'no_permission'],
} as const;

function expectToldWhy({ code, cause }: StoreError, faults: readonly Fault[]): void {
  const codes = faults.map((fault) => fault.code);
  expect(codes).toContain((cause as { code?: FaultCode }).code);
  expect(codes.flatMap((each) => CODES[each])).toContain(code);
}

function expectWhole(text: string | undefined): void {
  expect(text?.endsWith('}\n')).toBe(true);
  expect(parseRegistrySnapshot(JSON.parse(text ?? '')).issues).toEqual([]);
}

/** The names in the folder, and the claims; generations, dates and the archive apart. */
function namesIn(world: StoreWorld): string[] {
  const names = [...world.names(), ...world.names('claims')];
  const alike = names.map((name) =>
    name.replace(/^lock\.(\d+|wanted)$/, 'lock.N').replace(/corrupt-.*/, 'corrupt'),
  );
  return [...new Set(alike)].filter((name) => name !== 'registry-archive.jsonl').sort();
}
