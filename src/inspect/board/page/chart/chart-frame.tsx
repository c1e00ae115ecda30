import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { memo } from '../memo.js';
import type { Move } from '../view/seen.js';
import type { ChartName, ChartValue } from '../view/types.js';
import { eventWords, valueWords } from '../view/values.js';
import { Chart } from './chart.js';
import { charts } from './charts.js';
import { areaToSee, isLegible } from './in-view.js';

interface FrameProps {
  readonly chart: ChartName;
  readonly title: string;
  readonly value: ChartValue | null;
  readonly move: Move | undefined;
}

/** A statechart with a heading; it can be fitted to the page, or looked at where its state is. */
export const ChartFrame = memo(({ chart, title, value, move }: FrameProps) => {
  const [isFitted, setFitted] = useState(true);
  const frame = useRef<HTMLElement>(null);
  const words = value === null ? 'not running' : valueWords(value);
  useBeforeDrawn(() => {
    if (frame.current === null) return;
    setFitted(isLegible(charts[chart].width, frame.current.clientWidth));
  }, [chart]);
  useBeforeDrawn(() => {
    if (frame.current !== null) showLit(frame.current);
  }, [isFitted, words]);
  useLayoutEffect(() => onResized(frame.current, showLit), []);
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

/** Does what needs the layout, when a dialog around it is open and before anybody sees it. */
function useBeforeDrawn(act: () => void, inputs: readonly unknown[]): void {
  useLayoutEffect(() => {
    const due = requestAnimationFrame(act);
    return () => cancelAnimationFrame(due);
  }, inputs);
}

/** Other frames beside it take of its room, and so does whoever turns a phone. */
function onResized(frame: HTMLElement | null, act: (frame: HTMLElement) => void) {
  if (frame === null) return undefined;
  const observer = new ResizeObserver(() => act(frame));
  observer.observe(frame);
  return () => observer.disconnect();
}

function showLit(frame: HTMLElement): void {
  const lit = [...frame.querySelectorAll('.node.lit:is(.simple, .final)')];
  const { clientWidth: width, clientHeight: height } = frame;
  const area = areaToSee(
    lit.map((state) => state.getBoundingClientRect()),
    { width, height },
  );
  if (area === undefined) return;
  const { left, top } = frame.getBoundingClientRect();
  frame.scrollBy(
    area.left + area.width / 2 - left - width / 2,
    area.top + area.height / 2 - top - height / 2,
  );
}
