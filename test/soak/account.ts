import type { Findings } from './audit.js';
import type { Life } from './life.js';
import type { SoakOptions } from './plan.js';
import type { SoakRun } from './run.js';

/** From how many prompts on a proxy is shown. */
const SHOWN_TURNS = 100;
/** From how many prompts on a proxy's memory says something. */
const ENOUGH_TURNS = 400;
/** What a proxy may grow by in 1,000 prompts, in megabytes: its heap is not collected at once. */
const GROWTH_MB = 60;
/** How many handles more than at its first prompts a proxy may have in the end. */
const MORE_HANDLES = 12;

/** The account of a soak, for people. */
export function accountOf(run: SoakRun, findings: Findings, options: SoakOptions): string {
  const { ledger, fleet, turns, births } = run;
  const { records, processesLeft, filesLeft } = findings;
  const statuses = countsOf(records.map(({ status }) => status));
  return [
    `seed ${options.seed}: ${turns} of ${options.turns} prompts, ${births} for new sessions`,
    'calls:',
    ...[...ledger.outcomes].sort().map(([outcome, count]) => `  ${count} ${outcome}`),
    `proxies: ${fleet.lives.length}, ${fleet.lives.filter(({ killedAt }) => killedAt !== null).length} of them killed`,
    ...fleet.lives.filter(({ turns: given }) => given >= SHOWN_TURNS).map(usageLine),
    `processes left: ${processesLeft.length}; files left: ${filesLeft.length}`,
    `registry: ${records.length} sessions (${statuses})`,
    ledger.violations.length === 0 ? 'No violations.' : `${ledger.violations.length} violations:`,
    ...ledger.violations.map((violation) => `  - ${violation}`),
  ].join('\n');
}

/** What is wrong with how a proxy's memory and handles grew. */
export function growthFaults({ usages, client }: Life): string[] {
  const [first, last] = [usages.at(1), usages.at(-1)];
  if (first === undefined || last === undefined) return [];
  const turns = last.turns - first.turns;
  const handles = last.usage.handles - first.usage.handles;
  const growth = ((last.usage.rssMb - first.usage.rssMb) * 1000) / turns;
  return [
    ...(handles > MORE_HANDLES ? [`proxy ${client.pid} has ${handles} handles more`] : []),
    ...(turns >= ENOUGH_TURNS && growth > GROWTH_MB
      ? [`proxy ${client.pid} grows by ${growth.toFixed(0)} MB in 1,000 prompts`]
      : []),
  ];
}

function usageLine({ usages, client, turns }: Life): string {
  const shown = usages.map(({ turns: at, usage: { rssMb, handles } }) => {
    return `${at}: ${rssMb.toFixed(0)} MB, ${handles} handles`;
  });
  return `  proxy ${client.pid}, ${turns} prompts; at ${shown.join('; ')}`;
}

function countsOf(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}
