import { useEffect, useRef, useState } from 'preact/hooks';
import { memo } from '../memo.js';
import type { Move } from '../view/seen.js';
import type { ChartName, ChartValue } from '../view/types.js';
import { eventWords, valueWords } from '../view/values.js';
import { Chart } from './chart.js';
import { charts } from './charts.js';

interface FrameProps {
  readonly chart: ChartName;
  readonly title: string;
  readonly value: ChartValue | null;
  readonly move: Move | undefined;
}

/** What a chart may be wide at most and still be legible when it is fitted to its frame. */
const LEGIBLE = 1_000;

/** A statechart with a heading; it can be fitted to the page, or looked at where its state is. */
export const ChartFrame = memo(({ chart, title, value, move }: FrameProps) => {
  const [isFitted, setFitted] = useState(charts[chart].width <= LEGIBLE);
  const frame = useRef<HTMLElement>(null);
  const words = value === null ? 'not running' : valueWords(value);
  // after it was drawn: what is lit is to be seen
  useEffect(() => {
    if (frame.current !== null) showLit(frame.current);
  }, [isFitted, words]);
  return (
    <section class="chart-frame" aria-label={title}>
      <header>
        <h3>{title}</h3>
        <p class="chart-state">
          {words}
          {move !== undefined && (
            <span class="chart-event"> · last event {eventWords(move.event)}</span>
          )}
        </p>
        <button type="button" class="quiet" onClick={() => setFitted(!isFitted)}>
          {isFitted ? 'Actual size' : 'Fit to width'}
        </button>
      </header>
      <section
        ref={frame}
        class={isFitted ? 'chart-scroll fitted' : 'chart-scroll'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        aria-label={`${title}, drawn`}
      >
        <Chart chart={chart} value={value} move={move} />
      </section>
    </section>
  );
});

function showLit(frame: HTMLElement): void {
  const lit = [...frame.querySelectorAll('.node.lit')].at(-1)?.getBoundingClientRect();
  if (lit === undefined) return;
  const { left, top, width, height } = frame.getBoundingClientRect();
  frame.scrollBy(
    lit.left + lit.width / 2 - left - width / 2,
    lit.top + lit.height / 2 - top - height / 2,
  );
}
