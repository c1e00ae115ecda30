import { instantOf, type SessionRecord } from '../domain/index.js';
import type { SeenSession } from '../store/overview.js';
import {
  type Cell,
  type Column,
  cell,
  leastWidth,
  naturalWidth,
  type Table,
  tableLines,
} from './table.js';
import type { Look } from './terminal.js';
import { relativeTime } from './times.js';

/** A session to be listed. */
export interface Listed extends SeenSession {
  /** False where nobody can say who has it: a file that is in no team's folder. */
  readonly isVerified: boolean;
  /** The name of the registry's team, shown where there are several. */
  readonly team: string;
}

export type Standing = SessionRecord['status'] | 'lost';

/** What a session is: one that is active in the file, and whose process is gone, is lost. */
export function standingOf({ record, owner, isVerified }: Listed): Standing {
  return record.status === 'active' && isVerified && owner === null ? 'lost' : record.status;
}

/** The status that the next process to open the registry gives it. */
export function statusOf(listed: Listed): SessionRecord['status'] {
  const standing = standingOf(listed);
  return standing === 'lost' ? 'stale' : standing;
}

/** Active ones first, then those used last; else in the order they came. */
export function inOrder(sessions: readonly Listed[]): Listed[] {
  const rank = (listed: Listed) => (statusOf(listed) === 'active' ? 0 : 1);
  const keyed = sessions.map((listed) => {
    return { listed, rank: rank(listed), used: instantOf(listed.record.lastActive) };
  });
  keyed.sort((one, other) => one.rank - other.rank || other.used - one.used);
  return keyed.map(({ listed }) => listed);
}

/** What a table of sessions depends on besides them. */
export interface Setting {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The name of this host: its processes are told by their number alone. */
  readonly host: string;
  readonly showsTeams: boolean;
  readonly columns: number | null;
  readonly colours: boolean;
}

/**
 * The table of sessions as lines: as complete as there is room for.
 *
 * @param known all agent ids that a short one must be told from.
 */
export function listingLines(
  sessions: readonly Listed[],
  known: readonly string[],
  setting: Setting,
): string[] {
  const { columns, colours } = setting;
  const least = shortLength(known);
  const layout = (idLength: number, extent: Extent): Table => {
    const parts = partsOf({ ...setting, idLength, extent });
    const rows = sessions.map((listed) => parts.map(({ cellOf }) => cellOf(listed)));
    return { columns: parts, rows };
  };
  const wide = layout(Number.POSITIVE_INFINITY, 'all');
  if (columns === null || naturalWidth(wide) <= columns) return tableLines(wide, null, colours);
  const short = layout(least, 'all');
  if (naturalWidth(short) <= columns) return tableLines(short, columns, colours);
  const usual = layout(least, 'usual');
  const fits = leastWidth(usual) <= columns;
  return tableLines(fits ? usual : layout(least, 'least'), columns, colours);
}

/** How many columns a table has. */
type Extent = 'all' | 'usual' | 'least';

interface Part extends Column {
  readonly cellOf: (listed: Listed) => Cell;
}

const NONE = cell('-', 'dim');
const orNone = (text: string | null) => (text === null || text === '' ? NONE : cell(text));

const LOOKS: Readonly<Record<Standing, Look>> = {
  active: 'green',
  stale: 'plain',
  lost: 'yellow',
  closed: 'dim',
};

interface Layout extends Setting {
  readonly idLength: number;
  readonly extent: Extent;
}

function partsOf(layout: Layout): Part[] {
  const { now, idLength, extent, showsTeams } = layout;
  const ago = (text: string) => cell(relativeTime(instantOf(text), now));
  const part = (title: string, cellOf: Part['cellOf'], floor = Number.POSITIVE_INFINITY): Part => {
    return { title, cellOf, floor };
  };
  const isUsual = extent !== 'least';
  return [
    part('STATUS', (listed) => statusCell(listed, layout)),
    part('IDENTITY', ({ record }) => cell(record.identity, 'bold'), 8),
    part('AGENT', ({ record }) => cell(record.agentId.slice(0, idLength))),
    showsTeams && part('TEAM', ({ team }) => cell(team), 6),
    isUsual && part('THREAD', ({ record }) => cell(record.threadState)),
    part('OWNER', (listed) => ownerCell(listed, layout), 6),
    isUsual && part('REPO@BRANCH', ({ record }) => orNone(placeOf(record)), 8),
    part('LAST ACTIVE', ({ record }) => ago(record.lastActive)),
    extent === 'all' && part('STARTED', ({ record }) => ago(record.startedAt)),
  ].filter((one) => one !== false);
}

/** `●` marks what lives in a process of this host, `○` what lives elsewhere. */
function statusCell(listed: Listed, { host }: Setting): Cell {
  const standing = standingOf(listed);
  const mark = listed.owner === null ? ' ' : listed.owner.host === host ? '●' : '○';
  const text = standing === 'lost' ? 'stale (lost)' : standing;
  const look = mark === '○' ? 'cyan' : LOOKS[standing];
  return cell(`${mark} ${text}`, look);
}

function ownerCell({ owner, record, isVerified }: Listed, { host }: Setting): Cell {
  if (owner === null) return record.status === 'active' && !isVerified ? cell('unknown') : NONE;
  if (owner.pid === 0) return cell('unreadable', 'yellow');
  return owner.host === host ? cell(`${owner.pid}`) : cell(`${owner.host}:${owner.pid}`, 'cyan');
}

function placeOf({ repoName, branch }: SessionRecord): string | null {
  if (repoName === null) return branch === null ? null : `@${branch}`;
  return branch === null ? repoName : `${repoName}@${branch}`;
}

/** How much of an agent id is shown at least: `codex:` and eight digits. */
const LEAST_ID_LENGTH = 14;

/** The fewest characters that tell all agent ids apart. */
export function shortLength(ids: readonly string[]): number {
  const sorted = [...new Set(ids)].sort();
  return sorted.reduce((longest, id, index) => {
    const before = sorted[index - 1];
    return before === undefined ? longest : Math.max(longest, sharedLength(before, id) + 1);
  }, LEAST_ID_LENGTH);
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}
