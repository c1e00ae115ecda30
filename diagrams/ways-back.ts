import type { DiagramState, DiagramTransition } from './model.js';

/**
 * The machine with the arrows that lead back out of a composite state as rows, which name their
 * target: drawn, they would cross the whole picture.
 */
export function withoutWaysBack(machine: DiagramState): DiagramState {
  const order = new Map(idsIn(machine).map((id, place) => [id, place]));
  const isWayBack = (from: string, to: string) =>
    !to.startsWith(`${parentOf(from)}.`) && (order.get(to) ?? 0) < (order.get(from) ?? 0);
  return rowed(machine, isWayBack);
}

function rowed(
  state: DiagramState,
  isWayBack: (from: string, to: string) => boolean,
): DiagramState {
  const leadsBack = ({ targets }: DiagramTransition) =>
    targets.every((target) => isWayBack(state.id, target));
  return {
    ...state,
    arrows: state.arrows.filter((arrow) => !leadsBack(arrow)),
    internal: [...state.arrows.filter(leadsBack), ...state.internal],
    children: state.children.map((child) => rowed(child, isWayBack)),
  };
}

function idsIn({ id, children }: DiagramState): string[] {
  return [id, ...children.flatMap(idsIn)];
}

function parentOf(id: string): string {
  return id.slice(0, id.lastIndexOf('.'));
}
