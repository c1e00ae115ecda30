import { execFileSync, type StdioOptions } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';

/** What tells a process from all others that are or were, here and elsewhere. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own terms; null where that cannot be told. */
  readonly startTime: string | null;
  /** Which run of the system it belongs to. */
  readonly bootId: string | null;
  /** Within which namespace its pid counts. */
  readonly pidNamespace: string | null;
  readonly host: string;
  /** Tells hosts of the same name apart. */
  readonly machineId: string | null;
}

/** What is known of a process id here: gone, or there since a time that may be unknown. */
export type ProcessState = 'gone' | { readonly startTime: string | null };

/** The processes of this host. */
export interface Processes {
  readonly self: ProcessIdentity;
  /** Milliseconds since 1970 at which this system started. */
  readonly bootedAt: number;
  lookUp(pid: number): ProcessState;
}

export function thisHost(): Processes {
  const self = {
    pid: process.pid,
    startTime: startTimeOf(process.pid),
    bootId: attempt(bootId),
    pidNamespace: attempt(() => readlinkSync('/proc/self/ns/pid')),
    host: hostname(),
    machineId: attempt(() => readFileSync('/etc/machine-id', 'utf8').trim()) || null,
  };
  return { self, bootedAt: Date.now() - uptime() * 1000, lookUp };
}

function bootId(): string {
  if (process.platform === 'linux') {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  }
  return said('sysctl', '-n', 'kern.bootsessionuuid');
}

function lookUp(pid: number): ProcessState {
  if (!isKnown(pid)) return 'gone';
  if (process.platform === 'linux' && isZombie(statOf(pid))) return 'gone';
  const startTime = startTimeOf(pid);
  // it may have been collected since it was asked for first
  return startTime === null && !isKnown(pid) ? 'gone' : { startTime };
}

function isKnown(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !isNoSuchProcess(error);
  }
}

function isNoSuchProcess(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ESRCH';
}

/** The fields of /proc/PID/stat after the command's name, which may hold anything. */
function statOf(pid: number): string[] | null {
  const stat = isOwnProc() ? readStat(String(pid)) : null;
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** In a pid namespace without a /proc of its own, the numbers there are others. */
function isOwnProc(): boolean {
  return readStat('self')?.startsWith(`${process.pid} `) ?? false;
}

function readStat(name: string): string | null {
  return attempt(() => readFileSync(`/proc/${name}/stat`, 'utf8'));
}

/**
 * A process that has ended and is not yet collected. Its other threads must have ended as well: one
 * of them may be in the middle of a rename.
 */
function isZombie(stat: string[] | null): boolean {
  return stat !== null && (stat[0] === 'Z' || stat[0] === 'X') && Number(stat[17]) <= 1;
}

function startTimeOf(pid: number): string | null {
  if (process.platform === 'linux') return statOf(pid)?.[19] ?? null;
  if (process.platform === 'win32') return null;
  const started = attempt(() => said('ps', '-o', 'lstart=', '-p', String(pid)));
  return started || null;
}

function said(command: string, ...args: string[]): string {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
  return execFileSync(command, args, { encoding: 'utf8', stdio, env }).trim();
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
