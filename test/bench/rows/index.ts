import type { Row } from '../support/row.js';
import type { Sizes } from '../support/sizes.js';
import { changesAtOnceRow, durableRegisterRow } from './durable.js';
import { historyRow, liveRow } from './growth.js';
import {
  keptAfterForgetRow,
  keptBesidesRecordRow,
  keptByActorsRow,
  liveMemoryRow,
} from './memory.js';
import { proxyAloneRow, proxyDeltasRows, proxyStartRow, proxyTurnRows } from './proxy.js';
import { restoreClosedRow, restoreStaleRow } from './restore.js';
import { cycleRow, registerRow } from './speed.js';
import { watchedRows } from './watched.js';

/** Measures one row, or several that come of the same samples. */
export type Measure = (sizes: Sizes) => Promise<Row | readonly Row[]>;

/** All rows, in the order of the table. Each takes all of the machine: run one at a time. */
export const ROWS: readonly Measure[] = [
  historyRow,
  liveRow,
  registerRow,
  cycleRow,
  watchedRows,
  keptByActorsRow,
  keptAfterForgetRow,
  keptBesidesRecordRow,
  liveMemoryRow,
  restoreClosedRow,
  restoreStaleRow,
  (sizes) => durableRegisterRow(sizes, sizes.few),
  (sizes) => durableRegisterRow(sizes, sizes.live),
  changesAtOnceRow,
  proxyTurnRows,
  proxyAloneRow,
  proxyStartRow,
  proxyDeltasRows,
];
