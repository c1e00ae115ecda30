import type { ProcessChart } from '../acts.js';
import { ChartFrame } from '../chart/chart-frame.js';
import { Told } from '../told.js';
import { actorKey, type Seen } from '../view/seen.js';
import { Dialog, DialogHead } from './dialog.js';

interface ChartPaneProps {
  readonly process: string;
  readonly chart: ProcessChart;
  readonly seen: Seen;
}

const TITLES = { supervisor: 'Supervisor', backend: 'Backend' } as const;

/** The statechart of a process' supervisor or backend. */
export function ChartPane({ process, chart, seen }: ChartPaneProps) {
  const known = seen.view.processes.get(process);
  return (
    <Dialog labelledBy="chart-title" look="wide">
      <DialogHead id="chart-title">
        {TITLES[chart]} of <Told text={known?.team ?? 'a process that left'} />
      </DialogHead>
      {chart === 'backend' && <LastError words={known?.backend?.lastError ?? null} />}
      <ChartFrame
        chart={chart}
        title={`${TITLES[chart]} statechart`}
        value={known?.charts[chart] ?? null}
        move={seen.moves.get(actorKey(process, chart, null))}
      />
    </Dialog>
  );
}

function LastError({ words }: { readonly words: string | null }) {
  if (words === null) return null;
  return (
    <p class="fault">
      <Told text={words} whole={true} />
    </p>
  );
}
