import type { IActionType, IState, IStateMachine, ITransition } from 'state-machine-cat';
import { HARD_SPACE, MARKS, type Mark } from './marks.js';
import type { DiagramState, DiagramTransition } from './model.js';
import { labelParts, wrap } from './text.js';
import { withoutWaysBack } from './ways-back.js';

const ROW = 42;
const HEADING = 100;
const ARROW = 26;
const INDENT = '    ';

/** A machine as state-machine-cat takes it; the notes stand below its own description. */
export function toSmcat(machine: DiagramState, notes: readonly string[]): IStateMachine {
  return numbered({ states: [stateOf(withoutWaysBack(machine), notes)] });
}

function stateOf(state: DiagramState, notes: readonly string[] = []): IState {
  const { id, title, kind, children } = state;
  const actions = rowsOf(state, notes);
  return {
    name: id,
    label: `${MARKS.title}${title}`,
    type: kind === 'parallel' ? 'parallel' : 'regular',
    class: kind,
    ...(actions.length > 0 && { actions }),
    ...(children.length > 0 && { statemachine: insideOf(state) }),
  };
}

/** The lines inside a state. Of `every`, only its arrows have a box: its lines join the heading. */
function rowsOf(state: DiagramState, notes: readonly string[]): IActionType[] {
  const { text, activities, internal, children, kind } = state;
  if (kind === 'every') return [];
  const width = children.length > 0 ? HEADING : ROW;
  const every = children.filter((child) => child.kind === 'every' && child.internal.length > 0);
  return [
    ...[...(text === undefined ? [] : [text]), ...notes].flatMap((line) =>
      rows('text', line, width),
    ),
    ...activities.flatMap((activity) => rows('activity', activity, width)),
    ...internal.flatMap((transition) => internalRows(transition, width)),
    ...every.flatMap(({ title, internal: shared }) => [
      ...rows('activity', `${title}:`, width),
      ...shared.flatMap((transition) => internalRows(transition, width)),
    ]),
  ];
}

function internalRows(transition: DiagramTransition, width: number): IActionType[] {
  const { actions, targets, description } = transition;
  const mark = actions.length + targets.length === 0 ? 'ignored' : 'step';
  const parts = [...labelParts(transition), ...targets.map((target) => `→ ${keyIn(target)}`)];
  const label = parts.map((part, place) => (place === 0 ? part : hard(part)));
  return [
    ...rows(mark, label.join(' '), width),
    ...(description === undefined ? [] : rows('ignored', description, width, INDENT)),
  ];
}

function keyIn(id: string): string {
  return id.slice(id.lastIndexOf('.') + 1);
}

/** One row for each line; the lines that go on below a transition stand further in. */
function rows(mark: Mark, text: string, width: number, indent = ''): IActionType[] {
  const below = mark === 'text' ? indent : INDENT;
  return wrap(text, width - indent.length).map((line, place) => ({
    type: 'activity',
    body: `${MARKS[mark]}${hard(place === 0 ? indent : below)}${line}`,
  }));
}

function hard(text: string): string {
  return text.replaceAll(' ', HARD_SPACE);
}

function insideOf({ id, children, initial }: DiagramState): IStateMachine {
  const start = `${id}.initial`;
  const drawn = children.filter(({ kind, arrows }) => kind !== 'every' || arrows.length > 0);
  const finals = children.filter(({ kind }) => kind === 'final');
  const endings = new Set(finals.map((child) => child.id));
  const arrows = drawn.flatMap(arrowsOf);
  return {
    states: [
      ...(initial === undefined ? [] : [{ name: start, type: 'initial' } as const]),
      ...drawn.map((child) => stateOf(child)),
      ...finals.map((child) => ({ name: `${child.id}.end`, type: 'final' }) as const),
    ],
    transitions: [
      ...(initial === undefined ? [] : [arrow(start, initial)]),
      // The layout (dot) bends the long way to the end least when that arrow comes first.
      ...arrows.filter(({ to }) => endings.has(to)),
      ...arrows.filter(({ to }) => !endings.has(to)),
      ...finals.map((child) => arrow(child.id, `${child.id}.end`)),
    ],
  };
}

function arrowsOf({ id, arrows }: DiagramState): ITransition[] {
  return arrows.flatMap((transition) =>
    transition.targets.map((target) => arrow(id, target, arrowLabel(transition))),
  );
}

function arrowLabel(transition: DiagramTransition): string {
  const parts = labelParts(transition).flatMap((part) => wrap(part, ARROW));
  const why = wrap(transition.description ?? '', ARROW);
  return [...marked('step', parts), ...marked('ignored', why)].join('\n');
}

function marked(mark: Mark, lines: readonly string[]): string[] {
  return lines.map((line) => `${MARKS[mark]}${HARD_SPACE}${line}`);
}

function arrow(from: string, to: string, label?: string): ITransition {
  return { id: 0, from, to, ...(label !== undefined && { label }) };
}

/** state-machine-cat 14 wants a number on every transition, unique in the whole picture. */
function numbered(picture: IStateMachine, next = { id: 1 }): IStateMachine {
  const transitions = picture.transitions?.map((each) => ({ ...each, id: next.id++ }));
  const states = picture.states.map(({ statemachine, ...state }) => ({
    ...state,
    ...(statemachine && { statemachine: numbered(statemachine, next) }),
  }));
  return { states, ...(transitions && { transitions }) };
}
