import type { Move } from '../view/seen.js';
import type { ChartValue } from '../view/types.js';
import { activePaths, valueWords } from '../view/values.js';
import { charts } from './charts.js';
import { takenEdges } from './lit.js';
import { type Mini, type MiniEdge, miniOf, PILL } from './mini.js';

const REGIONS = ['session.status', 'session.thread'].map((region) =>
  miniOf(charts.session, region),
);
const APART = 22;
const HEIGHT = PILL.top + PILL.height + 3;
const WIDTH = REGIONS.reduce((sum, { width }) => sum + width, APART * (REGIONS.length - 1));

interface Lit {
  readonly states: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
  /** Which move lit the arrows: another one moves along them again. */
  readonly n: number;
}

/** A session's two regions side by side, the states lit that it is in. */
export function MiniChart({
  value,
  move,
}: {
  readonly value: ChartValue;
  readonly move: Move | undefined;
}) {
  const taken = move === undefined ? [] : takenEdges('session', charts.session, move);
  const lit: Lit = {
    states: new Set(activePaths('session', value)),
    edges: new Set(taken.map(nameOf)),
    n: move?.n ?? 0,
  };
  return (
    <svg
      class="mini"
      viewBox={`-1 0 ${WIDTH + 2} ${HEIGHT}`}
      role="img"
      aria-label={valueWords(value)}
    >
      {REGIONS.map((region, place) => (
        <g
          key={region.name}
          transform={`translate(${place * ((REGIONS[0]?.width ?? 0) + APART)} 0)`}
        >
          {place > 0 && <path class="mini-border" d={`M${-APART / 2},2V${HEIGHT - 1}`} />}
          <MiniRegion region={region} lit={lit} />
        </g>
      ))}
    </svg>
  );
}

function MiniRegion({ region, lit }: { readonly region: Mini; readonly lit: Lit }) {
  return (
    <>
      {region.edges.map((edge) => (
        <MiniArrow key={nameOf(edge)} edge={edge} lit={lit} />
      ))}
      {region.nodes.map(({ id, label, x }) => (
        <g key={id} class={`pill ${label}${lit.states.has(id) ? ' lit' : ''}`} data-state={id}>
          <rect x={x} y={PILL.top} width={PILL.width} height={PILL.height} rx="6" />
          <text x={x + PILL.width / 2} y={PILL.top + PILL.height / 2}>
            {label}
          </text>
        </g>
      ))}
    </>
  );
}

function MiniArrow({ edge, lit }: { readonly edge: MiniEdge; readonly lit: Lit }) {
  const isLit = lit.edges.has(nameOf(edge));
  return (
    <>
      <path class={isLit ? 'mini-edge lit' : 'mini-edge'} d={edge.path + edge.head} />
      {isLit && <path key={lit.n} class="pulse" pathLength={1} d={edge.path} />}
    </>
  );
}

function nameOf({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from} ${to}`;
}
