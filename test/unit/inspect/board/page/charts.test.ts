import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { geometryOf } from '../../../../../diagrams/geometry.js';
import { type DiagramState, readMachine } from '../../../../../diagrams/model.js';
import { PICTURES } from '../../../../../diagrams/pictures.js';
import { takenEdges } from '../../../../../src/inspect/board/page/chart/lit.js';
import { miniOf } from '../../../../../src/inspect/board/page/chart/mini.js';
import type { ChartValue } from '../../../../../src/inspect/board/page/view/types.js';
import { activePaths } from '../../../../../src/inspect/board/page/view/values.js';

const charts = new Map(
  PICTURES.map(({ machine }) => {
    const svg = readFileSync(new URL(`../../../../../diagrams/${machine.id}.svg`, import.meta.url));
    return [machine.id, geometryOf(svg.toString())];
  }),
);

function chartOf(name: string) {
  const found = charts.get(name);
  if (found === undefined) throw new Error(`there is no chart ${name}`);
  return found;
}

function taken(name: string, from: ChartValue, event: string, to: ChartValue): string[] {
  const move = { n: 1, at: '', from, to, event };
  return takenEdges(name, chartOf(name), move).map((edge) => `${edge.from} > ${edge.to}`);
}

function statesOf({ id, kind, children }: DiagramState): string[] {
  return [...(kind === 'every' ? [] : [id]), ...children.flatMap(statesOf)];
}

describe('the geometry of a chart', () => {
  it.each(PICTURES.map(({ machine }) => machine))(
    'has every state of the machine $id',
    (machine) => {
      const drawn = chartOf(machine.id).nodes.map(({ id }) => id);
      expect(drawn).toEqual(expect.arrayContaining(statesOf(readMachine(machine))));
    },
  );

  it('lies within the picture, and every arrow has a path and a head', () => {
    for (const { width, height, origin, nodes, edges } of charts.values()) {
      for (const {
        id,
        box: [x, y, wide, high],
      } of nodes) {
        expect(x + origin[0], id).toBeGreaterThanOrEqual(0);
        expect(y + origin[1], id).toBeGreaterThanOrEqual(0);
        expect(x + origin[0] + wide, id).toBeLessThanOrEqual(width);
        expect(y + origin[1] + high, id).toBeLessThanOrEqual(height);
      }
      expect(edges.every(({ path, head }) => path.startsWith('M') && head !== '')).toBe(true);
    }
  });

  it('reads the events, guards and actions of an arrow', () => {
    const edge = chartOf('session').edges.find(({ events }) => events.length === 3);
    expect(edge).toMatchObject({
      from: 'session.thread.busy',
      to: 'session.thread.idle',
      events: ['turn.completed', 'turn.failed', 'turn.interrupted'],
    });
    expect(edge?.lines.at(-2)).toContain('[endsTurn]');
    expect(edge?.lines.at(-1)).toContain('/ endTurn');
  });
});

describe('what is lit', () => {
  it('is every state a chart is in, the outer ones, too', () => {
    expect(activePaths('session', { status: 'active', thread: 'busy' })).toEqual([
      ...['session', 'session.status', 'session.status.active'],
      ...['session.thread', 'session.thread.busy'],
    ]);
    expect(activePaths('turns', { running: 'working' })).toEqual([
      ...['turns', 'turns.running', 'turns.running.working'],
    ]);
  });

  it('is the arrow that the event takes, of several between the same states', () => {
    const pair = (status: string, thread: string) => ({ status, thread });
    expect(
      taken('session', pair('active', 'busy'), 'turn.completed', pair('active', 'idle')),
    ).toEqual(['session.thread.busy > session.thread.idle']);
    expect(
      taken('session', pair('active', 'idle'), 'session.close', pair('closed', 'closed')),
    ).toEqual(
      expect.arrayContaining([
        'session.status.active > session.status.closed',
        'session.thread.idle > session.thread.closed',
      ]),
    );
  });

  it('is the arrow of all states, and the one into a composite state', () => {
    expect(taken('backend', 'ready', 'backend.stop', 'stopping')).toEqual([
      'backend.every > backend.stopping',
    ]);
    expect(taken('turns', 'starting', 'turn.started', { running: 'working' })).toEqual([
      'turns.starting > turns.running',
    ]);
  });

  it('is the arrow between the states when the event is not written at it', () => {
    expect(taken('backend', 'starting', 'xstate.done.actor.0', 'ready')).toEqual([
      'backend.starting > backend.ready',
    ]);
  });

  it('is no arrow when nothing moved', () => {
    expect(taken('turns', 'idle', 'turn.submit', 'idle')).toEqual([]);
    expect(taken('supervisor', 'open', 'session.register', 'open')).toEqual([]);
  });
});

describe('a region in a row', () => {
  it('has the final state last and one arrow for each pair of states', () => {
    const { nodes, edges } = miniOf(chartOf('session'), 'session.thread');
    expect(nodes.map(({ label }) => label)).toEqual(['busy', 'idle', 'closed']);
    expect(edges.map(({ from, to }) => `${from} ${to}`.replaceAll('session.thread.', ''))).toEqual(
      expect.arrayContaining(['busy idle', 'idle busy', 'busy closed', 'idle closed']),
    );
    expect(edges).toHaveLength(4);
  });
});
