import { useContext } from 'preact/hooks';
import { activeIn } from '../../view/view.js';
import { ActsContext, type ProcessChart } from './acts.js';
import { Cards, type SectionProps } from './cards.js';
import { Chart } from './chart/chart.js';
import { Since } from './clock.js';
import { memo } from './memo.js';
import { Told } from './told.js';
import { actorKey, type Move } from './view/seen.js';
import { counted } from './view/text.js';
import type { ChartValue, ProcessView } from './view/types.js';
import { valueWords } from './view/values.js';
import { backendTone } from './view/words.js';

/** A process and its sessions. */
export const ProcessSection = memo((props: SectionProps) => {
  const { process, moves } = props;
  const { key, team, pid, since } = process;
  const heading = `process-${key}`;
  return (
    <section class="process" aria-labelledby={heading}>
      <header class="process-head">
        <div class="process-name">
          <h2 id={heading}>
            <Told text={team} />
          </h2>
          <p>
            pid {pid} · up <Since at={since} />
          </p>
        </div>
        <Occupancy process={process} move={moves.get(actorKey(key, 'supervisor', null))} />
        <Backend process={process} move={moves.get(actorKey(key, 'backend', null))} />
      </header>
      <Cards {...props} />
    </section>
  );
});

function Occupancy({
  process,
  move,
}: {
  readonly process: ProcessView;
  readonly move: Move | undefined;
}) {
  const { key, maxConcurrent, charts } = process;
  const active = activeIn(process);
  const state = charts.supervisor === null ? null : valueWords(charts.supervisor);
  const isFull = active >= maxConcurrent;
  return (
    <div class={isFull ? 'fact occupancy full' : 'fact occupancy'}>
      <ChartButton process={key} chart="supervisor" value={charts.supervisor} move={move} />
      <div class="fact-words">
        <p>
          <b>{active}</b> of {maxConcurrent} active
        </p>
        <meter
          min={0}
          max={maxConcurrent}
          value={active}
          aria-label={`${active} of ${maxConcurrent} sessions active`}
        />
        <p class="fact-state">supervisor {state ?? (isFull ? 'saturated' : 'open')}</p>
      </div>
    </div>
  );
}

function Backend({
  process,
  move,
}: {
  readonly process: ProcessView;
  readonly move: Move | undefined;
}) {
  const { key, backend, charts } = process;
  if (backend === null) return null;
  const { state, version, pid, restarts, lastError } = backend;
  const facts = [
    version === null ? null : `codex ${version}`,
    pid === null ? null : `pid ${pid}`,
    restarts === 0 ? null : counted(restarts, 'restart'),
  ].filter((fact) => fact !== null);
  return (
    <div class="fact backend">
      <ChartButton process={key} chart="backend" value={charts.backend} move={move} />
      <div class="fact-words">
        <p>
          backend <b class={`tone ${backendTone(state)}`}>{state.replace('_', ' ')}</b>
        </p>
        <p class="fact-state">{facts.join(' · ') || 'not started'}</p>
        {lastError !== null && (
          <p class="fact-error" title={lastError}>
            <Told text={lastError} />
          </p>
        )}
      </div>
    </div>
  );
}

interface ChartButtonProps {
  readonly process: string;
  readonly chart: ProcessChart;
  readonly value: ChartValue | null;
  readonly move: Move | undefined;
}

const ChartButton = memo(({ process, chart, value, move }: ChartButtonProps) => {
  const { show } = useContext(ActsContext);
  return (
    <button
      type="button"
      class="chart-button"
      title={`The ${chart}’s statechart`}
      onClick={() => show({ type: 'chart', process, chart })}
    >
      <Chart chart={chart} value={value} move={move} small={true} />
    </button>
  );
});
