import { posix } from 'node:path';
import type { FileSystem, OpenFile } from '../../src/store/file-system.js';
import { errnoError } from './errno-error.js';

export type Method = keyof FileSystem | keyof OpenFile;

export type FaultCode = 'ENOSPC' | 'EIO' | 'EACCES' | 'EMFILE' | 'EPERM' | 'EROFS';

export interface Step {
  readonly method: Method;
  /** The last part of the path; of two paths, of the new one. */
  readonly name: string;
}

export interface Fault {
  /** Which step fails: its index among all steps, from 0, or the next one of a method. */
  readonly at: number | Method;
  readonly code: FaultCode;
  /** Until `mend`, fail all steps of that method, or all from that index on that such a code hits. */
  readonly lasting?: boolean;
  /** How many characters a failing write leaves behind. Without it, none, and no new file. */
  readonly leaves?: number;
}

export interface Plan {
  readonly faults?: readonly Fault[];
  /** Called before each step is taken or fails: here a process may die, or the power fail. */
  before?(step: Step, index: number): void;
}

export interface FaultyFileSystem extends FileSystem {
  /** The steps since it was made, or since the last `begin`, failed ones included. */
  readonly steps: readonly Step[];
  /** Forgets the steps so far, and begins anew with a plan. */
  begin(plan?: Plan): void;
  /** Nothing fails any more. */
  mend(): void;
}

/** A file system that fails where a plan says, before the step does anything; and counts its steps. */
export function faulty(fs: FileSystem, plan: Plan = {}): FaultyFileSystem {
  const course = new Course(plan);
  const at: Course['now'] = (...step) => course.now(...step);
  return {
    get steps() {
      return course.steps;
    },
    begin: (next = {}) => course.begin(next),
    mend: () => course.mend(),

    makeFolder: (path) => at('makeFolder', path, () => fs.makeFolder(path)),
    chmod: (path, mode) => at('chmod', path, () => fs.chmod(path, mode)),
    list: (folder) => at('list', folder, () => fs.list(folder)),
    stat: (path) => at('stat', path, () => fs.stat(path)),
    readSmall: (path) => at('readSmall', path, () => fs.readSmall(path)),
    createSmall(path, text) {
      const create = (part: string) => fs.createSmall(path, part);
      at('createSmall', path, () => create(text), ifAny(text, create));
    },
    link: (existing, path) => at('link', path, () => fs.link(existing, path)),
    rename: (from, to) => at('rename', to, () => fs.rename(from, to)),
    unlink: (path) => at('unlink', path, () => fs.unlink(path)),

    read: (path) => course.later('read', path, () => fs.read(path)),
    async open(path, flags) {
      const file = await course.later('open', path, () => fs.open(path, flags));
      return faultyFile(file, path, course);
    },
    syncFolder: (path) => course.later('syncFolder', path, () => fs.syncFolder(path)),
  };
}

function faultyFile(file: OpenFile, path: string, course: Course): OpenFile {
  const write = (part: string) => file.writeFile(part);
  const close = () => file.close();
  return {
    read: (...range) => course.later('read', path, () => file.read(...range)),
    writeFile: (text) => course.later('writeFile', path, () => write(text), ifAny(text, write)),
    sync: () => course.later('sync', path, () => file.sync()),
    truncate: (size) => course.later('truncate', path, () => file.truncate(size)),
    // a file is closed even if that fails
    close: () => course.later('close', path, close, close),
  };
}

/** What a failing step does all the same. */
type Remains<T> = (fault: Fault) => T | undefined;

function ifAny<T>(text: string, write: (part: string) => T): Remains<T> {
  return ({ leaves }) => (leaves === undefined ? undefined : write(text.slice(0, leaves)));
}

/** Where a plan is: the steps so far, and the faults to come. */
class Course {
  steps: Step[] = [];
  #faults: readonly Fault[] = [];
  #before: Plan['before'];

  constructor(plan: Plan) {
    this.begin(plan);
  }

  begin({ faults = [], before }: Plan): void {
    this.steps = [];
    this.#faults = faults;
    this.#before = before;
  }

  mend(): void {
    this.#faults = [];
  }

  now<T>(method: Method, path: string, act: () => T, remains?: Remains<T>): T {
    const fault = this.#next({ method, name: posix.basename(path) });
    if (fault === undefined) return act();
    remains?.(fault);
    throw errnoError(fault.code, method, path);
  }

  async later<T>(
    method: Method,
    path: string,
    act: () => Promise<T>,
    remains?: Remains<Promise<T>>,
  ): Promise<T> {
    const fault = this.#next({ method, name: posix.basename(path) });
    if (fault === undefined) return act();
    await remains?.(fault);
    throw errnoError(fault.code, method, path);
  }

  /** The fault that the next step meets. */
  #next(step: Step): Fault | undefined {
    const index = this.steps.push(step) - 1;
    this.#before?.(step, index);
    const fault = this.#faults.find((each) => meets(each, step, index));
    if (fault?.lasting !== true) this.#faults = this.#faults.filter((each) => each !== fault);
    return fault;
  }
}

function meets({ at, code, lasting = false }: Fault, { method }: Step, index: number): boolean {
  if (typeof at === 'string') return at === method;
  return at === index || (lasting && index > at && HIT_BY[method].includes(code));
}

const AT_A_PATH: readonly FaultCode[] = ['EIO', 'EACCES', 'EPERM'];
const CHANGING: readonly FaultCode[] = [...AT_A_PATH, 'EROFS'];
const NEEDING_SPACE: readonly FaultCode[] = [...CHANGING, 'ENOSPC'];
const OPENING: readonly FaultCode[] = [...AT_A_PATH, 'EMFILE'];

/** The codes a step can fail with while something lasts: a full disk can still be read. */
const HIT_BY: Readonly<Record<Method, readonly FaultCode[]>> = {
  makeFolder: NEEDING_SPACE,
  chmod: CHANGING,
  list: OPENING,
  stat: AT_A_PATH,
  readSmall: OPENING,
  createSmall: [...NEEDING_SPACE, 'EMFILE'],
  link: NEEDING_SPACE,
  rename: NEEDING_SPACE,
  unlink: CHANGING,
  read: OPENING,
  open: [...NEEDING_SPACE, 'EMFILE'],
  syncFolder: OPENING,
  writeFile: ['EIO', 'EROFS', 'ENOSPC'],
  sync: ['EIO', 'ENOSPC'],
  truncate: ['EIO', 'EROFS'],
  close: ['EIO'],
};
