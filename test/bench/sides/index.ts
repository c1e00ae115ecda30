import type { SideFactory } from '../support/side.js';
import { mapCycle, oursCycle } from './cycle.js';
import { changesAtOnce, durableRegister, writeOneByOne, writeOnly } from './durable.js';
import {
  emptyMemory,
  mapLiveMemory,
  oursForgottenMemory,
  oursLivedMemory,
  oursLiveMemory,
  plainMapMemory,
  restoredMemory,
} from './memory.js';
import {
  directDeltas,
  directTurn,
  directTurnAlone,
  proxyDeltas,
  proxyDeltasSilent,
  proxyTurn,
  proxyTurnAlone,
} from './proxy-turns.js';
import { oursRegister, spawnChildRegister } from './register.js';
import { parseOnly, restore } from './restore.js';
import { startNode, startServe } from './start.js';
import { unwatchedCycle, watchedCycle } from './watched.js';

/** All sides, by the name a host is told. */
export const SIDES = {
  'cycle/ours': (sizes) => oursCycle(sizes),
  'cycle/unwatched': unwatchedCycle,
  'cycle/watched': watchedCycle,
  'cycle/map': mapCycle,
  'register/ours': oursRegister,
  'register/spawn-child': spawnChildRegister,
  'live-memory/ours': oursLiveMemory,
  'live-memory/map': mapLiveMemory,
  'kept-memory/lived': oursLivedMemory,
  'kept-memory/forgotten': oursForgottenMemory,
  'kept-memory/nothing': emptyMemory,
  'kept-memory/restored': restoredMemory,
  'kept-memory/plain-map': plainMapMemory,
  'durable/register': durableRegister,
  'durable/write': writeOnly,
  'durable/changes-at-once': changesAtOnce,
  'durable/changes-one-by-one': writeOneByOne,
  'restore/ours': restore,
  'restore/parse': parseOnly,
  'proxy/turn': proxyTurn,
  'proxy/direct-turn': directTurn,
  'proxy/turn-alone': proxyTurnAlone,
  'proxy/direct-turn-alone': directTurnAlone,
  'proxy/deltas': proxyDeltas,
  'proxy/deltas-silent': proxyDeltasSilent,
  'proxy/direct-deltas': directDeltas,
  'start/serve': startServe,
  'start/node': startNode,
} as const satisfies Record<string, SideFactory>;

export type SideName = keyof typeof SIDES;
