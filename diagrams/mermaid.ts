import type { DiagramState, DiagramTransition } from './model.js';
import { labelParts, wrap } from './text.js';

const LINE = 46;
const NOTE = 66;

/**
 * A machine as Mermaid's stateDiagram-v2.
 *
 * Mermaid 11 reads a state's name and place from its first mention, so states come before the
 * arrows, and an arrow stands in the innermost state that both its ends are in. A composite state
 * takes one line of text only and no note, so its description is in its name and the notes of the
 * picture are its accessible description.
 */
export function toMermaid(machine: DiagramState, notes: readonly string[] = []): string {
  const about = [machine.text ?? '', ...notes].filter(Boolean).join(' ');
  const lines = [
    'stateDiagram-v2',
    `  accTitle: The ${machine.key} machine`,
    ...(about === '' ? [] : [`  accDescr: ${escaped(about)}`]),
    ...indented(machine.children.length > 0 ? composite(machine) : simple(machine)),
  ];
  return `${lines.join('\n')}\n`;
}

function composite(state: DiagramState): string[] {
  const { title, text, activities, kind, children } = state;
  const extra = activities.length === 0 ? '' : `(${activities.join(', ')})`;
  const name = [[title, text].filter(Boolean).join(' - '), extra].filter(Boolean).join(' ');
  const inside = kind === 'parallel' ? regions(children) : region(state);
  return [`state "${quotable(name)}" as ${idOf(state.id)} {`, ...indented(inside), '}'];
}

function regions(children: readonly DiagramState[]): string[] {
  return children.flatMap((child, place) => [...(place > 0 ? ['--'] : []), ...declared(child)]);
}

function region(state: DiagramState): string[] {
  const { children, initial } = state;
  const finals = children.filter(({ kind }) => kind === 'final');
  return [
    ...children.flatMap(declared),
    ...(initial === undefined ? [] : [`[*] --> ${idOf(initial)}`]),
    ...arrowsFrom(state).filter(endsIn(state)).map(arrowLine),
    ...finals.map(({ id }) => `${idOf(id)} --> [*]`),
    ...children.flatMap(noteLines),
  ];
}

function declared(state: DiagramState): string[] {
  return state.children.length > 0 ? composite(state) : simple(state);
}

/** Each further line of text repeats the name. */
function simple({ id, title, text, activities }: DiagramState): string[] {
  const lines = [text ?? '', ...activities].flatMap((line) => wrap(line, LINE));
  return [
    `state "${quotable(title)}" as ${idOf(id)}`,
    ...lines.map((line) => `${idOf(id)}: ${escaped(line)}`),
  ];
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** The arrows of the states inside, without those that end inside one of them. */
function arrowsFrom({ children }: DiagramState): Arrow[] {
  return children.flatMap((child) => [
    ...child.arrows.flatMap((transition) => {
      const label = textOf(transition);
      return transition.targets.map((to) => ({ from: child.id, to, label }));
    }),
    ...arrowsFrom(child).filter((arrow) => !endsIn(child)(arrow)),
  ]);
}

const endsIn =
  ({ id }: DiagramState) =>
  ({ to }: Arrow) =>
    to.startsWith(`${id}.`);

function arrowLine({ from, to, label }: Arrow): string {
  return `${idOf(from)} --> ${idOf(to)}: ${escaped(label)}`;
}

function noteLines({ id, internal, children }: DiagramState): string[] {
  if (internal.length === 0 || children.length > 0) return [];
  const lines = internal.flatMap((transition) => [
    ...wrap(labelParts(transition).join(' '), NOTE),
    ...wrap(transition.description ?? '', NOTE),
  ]);
  return [`note right of ${idOf(id)}`, ...indented(lines.map(quotable)), 'end note'];
}

function textOf(transition: DiagramTransition): string {
  const label = labelParts(transition).join(' ');
  return transition.description === undefined ? label : `${label} (${transition.description})`;
}

function idOf(id: string): string {
  return id.replaceAll(/\W/g, '_');
}

/** Characters that mean something to Mermaid anywhere, as its entity codes. */
function quotable(text: string): string {
  return text.replaceAll(/["#;<>%]/g, entity);
}

/** A label or description ends at a colon, too. */
function escaped(text: string): string {
  return text.replaceAll(/[":#;<>%]/g, entity);
}

function entity(character: string): string {
  return `#${character.charCodeAt(0)};`;
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
