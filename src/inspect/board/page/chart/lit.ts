import type { Move } from '../view/seen.js';
import { activePaths } from '../view/values.js';
import type { Geometry, GeometryEdge } from './geometry.js';

/**
 * The arrows a move may have gone along: those between a state that was left and one that was
 * entered; of several the ones with the event's name, if any has it.
 */
export function takenEdges(
  chart: string,
  { edges }: Geometry,
  move: Move,
): readonly GeometryEdge[] {
  const left = move.from === null ? [] : activePaths(chart, move.from);
  const entered = activePaths(chart, move.to);
  const isNamed = ({ events }: GeometryEdge) => events.includes(move.event);
  const sources = new Set(left.flatMap((path) => [path, `${path}.every`]));
  const changed = entered.filter((path) => !left.includes(path));
  const possible = edges.filter(({ from, to }) => {
    if (!sources.has(from)) return false;
    // an arrow back to where it was moves nothing, so only its event tells that it was taken
    return changed.includes(to) || (from === to && left.includes(from) && entered.includes(to));
  });
  const named = possible.filter(isNamed);
  return named.length > 0 ? named : possible.filter(({ from, to }) => from !== to);
}
