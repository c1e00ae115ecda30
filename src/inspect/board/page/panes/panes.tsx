import type { Pane } from '../acts.js';
import type { Entry } from '../view/history.js';
import type { Seen } from '../view/seen.js';
import { ApprovalPane } from './approval.js';
import { ChartPane } from './chart.js';
import { ClosePane } from './close.js';
import { HelpPane } from './help.js';
import { SessionPane } from './session.js';

interface PanesProps {
  readonly panes: readonly Pane[];
  readonly seen: Seen;
  readonly entries: readonly Entry[];
}

/** The panes that are open, each in front of the one before. */
export function Panes({ panes, seen, entries }: PanesProps) {
  return (
    <>
      {panes.map((pane, place) => (
        <OnePane key={`${place} ${pane.type}`} pane={pane} seen={seen} entries={entries} />
      ))}
    </>
  );
}

function OnePane({ pane, seen, entries }: Omit<PanesProps, 'panes'> & { readonly pane: Pane }) {
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
