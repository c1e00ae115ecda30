import { createContext } from 'preact';
import type { ChartName } from './view/types.js';

/** What stands in front of the board. */
export type Pane =
  | { readonly type: 'session'; readonly process: string; readonly agentId: string }
  | { readonly type: 'chart'; readonly process: string; readonly chart: ProcessChart }
  | { readonly type: 'approval'; readonly process: string; readonly approvalId: string }
  | { readonly type: 'close'; readonly process: string; readonly agentId: string }
  | { readonly type: 'help' };

export type ProcessChart = Extract<ChartName, 'supervisor' | 'backend'>;

/** What can be done on the page. */
export interface Acts {
  /** Puts a pane in front of those that are open. */
  show(pane: Pane): void;
  /** Looks at the moment after an entry, or at now. */
  look(n: number | null): void;
  /** Why nothing can be changed; null when it can. */
  readonly hindrance: string | null;
}

/** Takes the pane away that asks for it. */
export const LeaveContext = createContext<() => void>(() => {});

export const ActsContext = createContext<Acts>({
  show: () => {},
  look: () => {},
  hindrance: null,
});
