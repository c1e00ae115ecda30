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
import { oursRegister, spawnChildRegister } from './register.js';
import { parseOnly, restore } from './restore.js';

/** All sides, by the name a host is told. */
export const SIDES = {
  'cycle/ours': oursCycle,
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
} as const satisfies Record<string, SideFactory>;

export type SideName = keyof typeof SIDES;
