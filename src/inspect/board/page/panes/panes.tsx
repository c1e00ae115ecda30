import { useCallback } from 'preact/hooks';
import { LeaveContext, type Pane } from '../acts.js';
import type { Entry } from '../view/history.js';
import type { Seen } from '../view/seen.js';
import { ApprovalPane } from './approval.js';
import { ChartPane } from './chart.js';
import { ClosePane } from './close.js';
import { HelpPane } from './help.js';
import { SessionPane } from './session.js';

interface PanesProps {
  readonly panes: readonly Pane[];
  readonly leave: (pane: Pane) => void;
  readonly seen: Seen;
  readonly entries: readonly Entry[];
}

/** The panes that are open, each in front of the one before. */
export function Panes({ panes, ...what }: PanesProps) {
  return (
    <>
      {panes.map((pane, place) => (
        <Standing key={`${place} ${pane.type}`} pane={pane} {...what} />
      ))}
    </>
  );
}

interface StandingProps extends Omit<PanesProps, 'panes'> {
  readonly pane: Pane;
}

function Standing({ leave, ...what }: StandingProps) {
  const { pane } = what;
  const leaveIt = useCallback(() => leave(pane), [leave, pane]);
  return (
    <LeaveContext.Provider value={leaveIt}>
      <OnePane {...what} />
    </LeaveContext.Provider>
  );
}

function OnePane({ pane, seen, entries }: Omit<StandingProps, 'leave'>) {
  switch (pane.type) {
    case 'session':
      return <SessionPane {...pane} seen={seen} entries={entries} />;
    case 'chart':
      return <ChartPane {...pane} seen={seen} />;
    case 'approval':
      return <ApprovalPane {...pane} view={seen.view} />;
    case 'close':
      return <ClosePane {...pane} view={seen.view} />;
    case 'help':
      return <HelpPane />;
  }
}
