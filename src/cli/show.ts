import { join } from 'node:path';
import { entryOf } from '../domain/index.js';
import { loadConfiguration } from './config/load.js';
import { ownPlace } from './config/place.js';
import { complainOfFaults } from './config.js';
import { CommandError } from './errors.js';
import { findToShow, nobodyIs } from './find.js';
import { placesOf } from './places.js';
import { auditOf } from './show/audit.js';
import { taleLines } from './show/lines.js';
import { resultOf } from './show/result.js';
import { type Tale, taleOf } from './show/tale.js';
import { witnessed } from './show/witnesses.js';
import { type Located, labelled, labelOf, readTeams, type Team } from './teams.js';
import { complain, type Surroundings, say } from './terminal.js';
import { printableJson } from './text.js';

export interface ShowOptions {
  readonly team?: string;
  readonly full?: boolean;
  readonly result?: boolean;
  readonly json?: boolean;
}

/** Tells all there is of a session: what its process says, or what the files know. */
export async function show(
  name: string,
  options: ShowOptions,
  world: Surroundings,
): Promise<number> {
  const { teams } = await readTeams(world, options.team);
  const match = found(teams, name);
  const { team } = match;
  const tale = await taleOf(match, {
    audit: (agentId) => auditOf(auditFileOf(team), agentId),
    witness: async (record) => witnessed(record, await placesOf(world)),
  });
  const { last, failure } = await lastOf(tale, options);
  const told = { ...tale, last };
  if (options.json) world.out(`${jsonOf(told)}\n`);
  else {
    const setting = {
      now: world.clock().getTime(),
      team: labelOf(team),
      isFull: options.full === true,
      noResult: noResult(told, options),
    };
    for (const [text, look] of taleLines(told, setting)) say(world, text, look);
  }
  if (failure === null) return 0;
  failure(world);
  return 1;
}

function found(teams: readonly Team[], name: string): Located {
  const search = findToShow(teams, name);
  if (search.type === 'none') {
    throw new CommandError(nobodyIs(name));
  }
  if (search.type !== 'several') return search.match;
  throw new CommandError(
    `several sessions match '${name}'; name one by its agent id, or its team with --team:`,
    search.matches.map((match) => `${labelled(match)}, ${match.seen.record.status}`),
  );
}

/** A setting that is wrong is for those to say who need it. */
function auditFileOf({ folder }: Team): string {
  const loaded = loadConfiguration(ownPlace());
  const named = loaded.ok ? loaded.value.settings.auditFile : null;
  return named ?? join(folder, 'audit.jsonl');
}

interface Last {
  readonly last: Tale['last'];
  /** Says why there is none; null if nothing went wrong. */
  readonly failure: ((world: Surroundings) => void) | null;
}

async function lastOf({ last, record }: Tale, { result }: ShowOptions): Promise<Last> {
  if (last !== null || !result || record.threadId === null) return { last, failure: null };
  const loaded = loadConfiguration(ownPlace());
  if (!loaded.ok) {
    return { last, failure: (world) => complainOfFaults(loaded.refusal, world) };
  }
  try {
    return { last: await resultOf(record.threadId, loaded.value.settings), failure: null };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { last, failure: (world) => complain(world, error.message) };
  }
}

function noResult({ record }: Tale, { result }: ShowOptions): string {
  if (record.threadId === null) return 'none: it has no thread yet';
  return result ? 'none is known' : 'not known here; --result asks Codex';
}

function jsonOf(tale: Tale): string {
  const { record, owner, silence, sight, approvals, steps, audit, last, resumption } = tale;
  const isLost = record.status === 'active' && owner === null;
  return printableJson({
    record: {
      ...entryOf(record),
      status: isLost ? 'stale' : record.status,
      live: owner !== null,
      owner,
    },
    ...{ silence, sight, approvals, steps, audit: audit ?? [], last, resumption },
  });
}
