import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { instantOf } from '../domain/index.js';
import { type Held, holdingsOf, releaseHoldings } from '../store/release.js';
import { ownPlace } from './config/place.js';
import { servingFindings, type Trial } from './doctor/serving.js';
import { isExpected, sentenceOf } from './errors.js';
import { type Finding, findingsOn } from './findings.js';
import { isProved, type Proved, provedToLive } from './proof.js';
import { foldersOf, noRegistry, sightOf } from './teams.js';
import { complain, type Look, type Surroundings, say } from './terminal.js';
import { relativeTime } from './times.js';

export interface DoctorOptions {
  readonly team?: string;
  readonly release?: boolean;
  /** Only what owners of this host hold is given back. */
  readonly host?: string;
}

/**
 * Says what is wrong with the registries and who holds what of them, and gives it back if told to;
 * then tries what `serve` needs: its settings, Codex, and a write in the registry of its team.
 */
export async function doctor(options: DoctorOptions, world: Surroundings): Promise<number> {
  const { team } = options;
  const folders = foldersOf(world, team).filter((folder) => existsSync(folder));
  if (folders.length === 0) {
    if (team !== undefined) throw noRegistry(world, team);
    say(world, `There are no teams in ${world.home} yet.`);
  }
  const ill = new Set<string>();
  for (const folder of folders) {
    const isWell = await lookAfter(folder, options, world).catch((error: unknown) => {
      if (!isExpected(error)) throw error;
      complain(world, sentenceOf(error));
      return false;
    });
    if (!isWell) ill.add(folder);
  }
  const canServe = await tryServing({ team, place: ownPlace(), world, ill });
  return canServe && ill.size === 0 ? 0 : 1;
}

/** Tries what `serve` needs. False if something is wrong. */
async function tryServing(trial: Trial): Promise<boolean> {
  const { place, world } = trial;
  say(world, `serve, started in ${place.cwd}`, 'bold');
  let isWell = true;
  for await (const finding of servingFindings(trial)) {
    show(finding, world);
    isWell &&= !finding.isProblem;
  }
  return isWell;
}

/** Looks after one team. False if something is wrong. */
async function lookAfter(
  folder: string,
  options: DoctorOptions,
  world: Surroundings,
): Promise<boolean> {
  const { team, findings } = await findingsOn(folder, world);
  say(world, `team ${options.team ?? team ?? basename(folder)}, in ${folder}`, 'bold');
  for (const finding of findings) show(finding, world);
  const holdings = holdingsOf(sightOf(world), folder);
  const proved = await provedToLive(holdings);
  showHoldings(holdings, proved, world);
  if (options.release) await release(folder, { world, options, holdings, proved });
  return !findings.some(({ isProblem }) => isProblem);
}

function show({ about, sentence, isProblem }: Finding, world: Surroundings): void {
  tell(world, about, sentence, isProblem ? 'red' : 'plain');
}

function tell(world: Surroundings, about: string, sentence: string, look: Look = 'plain'): void {
  say(world, `  ${about.padEnd(12)}${sentence}`, look);
}

const VERDICTS: Readonly<Record<Held['is'], string>> = {
  living: 'living',
  dead: 'dead, whoever needs it takes it over',
  unknown: 'whether it lives cannot be told from here',
};

function showHoldings(holdings: readonly Held[], proved: Proved, world: Surroundings): void {
  if (!holdings.some(isLock)) tell(world, 'lock', 'free');
  for (const held of holdings) {
    const is = isProved(held, proved) ? 'living' : held.is;
    const sentence = `${described(held, world)}: ${VERDICTS[is]}`;
    tell(world, isLock(held) ? 'lock' : 'claim', sentence, is === 'unknown' ? 'yellow' : 'plain');
  }
  if (holdings.every(isLock)) tell(world, 'claims', 'none');
}

const isLock = ({ what }: Held): boolean => what === 'lock';

function described(held: Held, { clock }: Surroundings): string {
  const { owner } = held;
  if (owner === null) return `${subjectOf(held)} by an owner that cannot be read`;
  const since = instantOf(owner.since);
  const when = Number.isNaN(since) ? '' : `, ${relativeTime(since, clock().getTime())}`;
  return `${subjectOf(held)} by process ${owner.pid} on ${owner.host}${when}`;
}

function subjectOf({ what, agentId, path }: Held): string {
  if (what === 'lock') return 'taken';
  return agentId === null ? `${basename(path)} taken` : `${what} of ${agentId} taken`;
}

interface Release {
  readonly world: Surroundings;
  readonly options: DoctorOptions;
  readonly holdings: readonly Held[];
  readonly proved: Proved;
}

async function release(
  folder: string,
  { world, options: { host }, holdings, proved }: Release,
): Promise<void> {
  const isGone = (held: Held) =>
    !isProved(held, proved) && (host === undefined || held.owner?.host === host);
  if (holdings.some((held) => held.is === 'unknown' && isGone(held))) {
    const who = host === undefined ? 'all that cannot be told to live' : `host ${host}`;
    complain(
      world,
      `warning: ${who} must be gone for certain; if a process of it lives after all, others may take its sessions while it works on them`,
    );
  }
  const released = await releaseHoldings(sightOf(world), folder, isGone);
  for (const held of released) tell(world, 'given back', described(held, world));
  if (released.length === 0) tell(world, 'given back', 'nothing');
}
