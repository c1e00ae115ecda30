import type { Move } from '../view/seen.js';
import type { ChartName, ChartValue } from '../view/types.js';
import { activePaths, valueWords } from '../view/values.js';
import { charts } from './charts.js';
import type { GeometryEdge, GeometryLine, GeometryNode } from './geometry.js';
import { takenEdges } from './lit.js';

interface ChartProps {
  readonly chart: ChartName;
  readonly value: ChartValue | null;
  readonly move: Move | undefined;
  /** Without words, as small as wanted. */
  readonly small?: boolean;
}

/** A statechart as it is in the documentation, the states lit that it is in. */
export function Chart({ chart, value, move, small = false }: ChartProps) {
  const geometry = charts[chart];
  const { width, height, origin } = geometry;
  const lit = new Set(value === null ? [] : activePaths(chart, value));
  const taken = new Set(move === undefined ? [] : takenEdges(chart, geometry, move));
  return (
    <svg
      class={small ? 'chart small' : 'chart'}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${chart}: ${value === null ? 'not known' : valueWords(value)}`}
    >
      <g transform={`translate(${origin.join(' ')})`}>
        {geometry.nodes.map((node) => (
          <Node key={node.id} node={node} isLit={lit.has(node.id)} small={small} />
        ))}
        {geometry.edges.map((edge, place) => (
          <Edge
            key={place}
            edge={edge}
            n={taken.has(edge) ? (move?.n ?? null) : null}
            small={small}
          />
        ))}
      </g>
    </svg>
  );
}

interface NodeProps {
  readonly node: GeometryNode;
  readonly isLit: boolean;
  readonly small: boolean;
}

function Node({ node: { id, kind, box, rule, lines }, isLit, small }: NodeProps) {
  const [x, y, width, height] = box;
  const isPoint = kind === 'initial' || kind === 'end';
  const round = isPoint ? width / 2 : kind === 'compound' ? 4 : 12;
  return (
    <g class={`node ${kind}${isLit ? ' lit' : ''}`} data-state={id}>
      <rect x={x} y={y} width={width} height={height} rx={round} />
      {kind === 'end' && <circle cx={x + round} cy={y + round} r={round / 2} />}
      {!small && rule !== null && <path class="rule" d={`M${x},${rule}H${x + width}`} />}
      {!small && <Lines lines={lines} />}
    </g>
  );
}

interface EdgeProps {
  readonly edge: GeometryEdge;
  /** Of the move that took it; null if none did. */
  readonly n: number | null;
  readonly small: boolean;
}

function Edge({ edge: { path, head, lines, from, to }, n, small }: EdgeProps) {
  return (
    <g class={n === null ? 'edge' : 'edge lit'} data-edge={`${from}->${to}`}>
      <path d={path} />
      {!small && <polygon points={head} />}
      {n !== null && <path key={n} class="pulse" pathLength={1} d={path} />}
      {!small && <Lines lines={lines} />}
    </g>
  );
}

function Lines({ lines }: { readonly lines: readonly GeometryLine[] }) {
  return (
    <>
      {lines.map(([kind, x, y, text, guard = '', action = '']) => (
        <text key={`${x},${y}`} class={kind} x={x} y={y}>
          {text}
          {guard !== '' && <tspan class="guard"> {guard}</tspan>}
          {action !== '' && <tspan class="action"> {action}</tspan>}
        </text>
      ))}
    </>
  );
}
