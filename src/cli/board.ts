import type { Fleet } from '../inspect/fleet/api.js';
import { openFleet } from '../inspect/fleet/index.js';
import { showBoard } from './board/show.js';
import { placesOf } from './places.js';
import type { Surroundings } from './terminal.js';
import { ofTeam } from './watch.js';

export interface BoardOptions {
  readonly team?: string;
  readonly port?: number;
  readonly open: boolean;
}

/** Shows the sessions of all processes of this user, or of those of a team, in a browser. */
export async function board(
  { team, port, open }: BoardOptions,
  world: Surroundings,
): Promise<number> {
  const fleet = openFleet({ ...(await placesOf(world)), clock: world.clock });
  const seen: Omit<Fleet, 'end'> = {
    subscribe: (listener) =>
      fleet.subscribe(team === undefined ? listener : ofTeam(team, listener)),
    close: (process, agentId) => fleet.close(process, agentId),
    approve: (process, answer) => fleet.approve(process, answer),
  };
  try {
    return await showBoard({ source: { mode: 'live', fleet: seen }, port, open }, world);
  } finally {
    fleet.end();
  }
}
