import type { FleetNews } from '../inspect/fleet/api.js';
import { openFleet } from '../inspect/fleet/index.js';
import { placesOf } from './places.js';
import { type End, ownTty, type Tty } from './screen/tty.js';
import type { Surroundings } from './terminal.js';
import { type Subscribe, watchFullScreen } from './watch/full-screen.js';
import { watchAsJson, watchPlainly } from './watch/plain.js';

export interface WatchOptions {
  readonly team?: string;
  readonly plain?: boolean;
  readonly json?: boolean;
}

/** Shows what all processes of this user that serve sessions do, until it is ended. */
export async function watch(
  options: WatchOptions,
  world: Surroundings,
  tty: Tty = ownTty(),
): Promise<number> {
  const { team } = options;
  const fleet = openFleet({ ...(await placesOf(world)), clock: world.clock });
  const subscribe: Subscribe = (listener) => {
    fleet.subscribe(team === undefined ? listener : ofTeam(team, listener));
  };
  try {
    const end = await watchFor(options, subscribe, tty, world);
    if (end === 'hung_up') tty.hangUp();
    return 0;
  } finally {
    fleet.end();
    tty.finish();
  }
}

function watchFor(
  { plain, json }: WatchOptions,
  subscribe: Subscribe,
  tty: Tty,
  world: Surroundings,
): Promise<End> {
  if (json) return watchAsJson(subscribe, tty, world);
  if (plain || !tty.canDraw) return watchPlainly(subscribe, tty, world);
  return watchFullScreen(subscribe, tty, world);
}

/** Passes on what is told of the processes of a team. */
export function ofTeam(
  team: string,
  listener: (news: FleetNews) => void,
): (news: FleetNews) => void {
  const known = new Set<string>();
  return (news) => {
    const { process } = news;
    if (news.type === 'joined' && news.picture.team === team) known.add(process);
    if (known.has(process)) listener(news);
    if (news.type === 'left') known.delete(process);
  };
}
