import { parseArgs } from 'node:util';
import { ROWS } from './rows/index.js';
import { jsonOf, overBudget, type Report, tableOf } from './support/report.js';
import type { Row } from './support/row.js';
import { FULL, QUICK } from './support/sizes.js';

const USAGE = `Measures the budgets, each against its peer in the same run.

  --json   print the rows as JSON, and nothing else
  --quick  small sizes: a smoke test, its numbers mean little
  --check  exit 1 if a row is over its budget`;

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (flags.help) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  const rows: Row[] = [];
  for (const [index, measure] of ROWS.entries()) {
    progress(`measuring row ${index + 1} of ${ROWS.length}`);
    const measured = await measure(flags.quick ? QUICK : FULL);
    rows.push(...[measured].flat());
  }
  progress('');
  const report: Report = { mode: flags.quick ? 'quick' : 'full', node: process.version, rows };
  console.log(flags.json ? jsonOf(report) : tableOf(report));
  const over = overBudget(report);
  if (!flags.json) console.log(over.length === 0 ? 'All within budget.' : `${over.length} over.`);
  if (flags.check && over.length > 0) process.exitCode = 1;
}

/** One line that is written over, on a terminal only. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
