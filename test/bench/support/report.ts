import { type Row, verdictOn } from './row.js';

/** What a run measured, and on what. */
export interface Report {
  readonly mode: 'full' | 'quick';
  readonly node: string;
  readonly rows: readonly Row[];
}

const HEADER = ['row', 'ours', 'peer', 'value', 'budget', ''] as const;
type Line = readonly [string, ...string[]];

/** The table a person reads. */
export function tableOf({ mode, node, rows }: Report): string {
  const lines: Line[] = [HEADER, ...rows.map(lineOf)];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const text = lines.map((line) => {
    const cells = line.map((cell, column) => {
      return column === 0 || column === 5
        ? cell.padEnd(widths[column]!)
        : cell.padStart(widths[column]!);
    });
    return cells.join('  ').trimEnd();
  });
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const notes = [
    `Node ${node}, ${mode} run. Sides are sampled in turns, each in a process of its own; ours and`,
    'peer are medians, value is the median of the values of neighbouring samples.',
  ];
  return [text[0], rule, ...text.slice(1), '', ...notes].join('\n');
}

/** The same for machines: every row with its verdict. */
export function jsonOf(report: Report): string {
  const rows = report.rows.map((row) => ({ ...row, verdict: verdictOn(row) }));
  return JSON.stringify({ ...report, rows }, undefined, 2);
}

/** The rows that miss their budget. */
export function overBudget({ rows }: Report): readonly Row[] {
  return rows.filter((row) => verdictOn(row) === 'over');
}

function lineOf(row: Row): Line {
  const { label, ours, peer, unit, value, valueUnit, budget } = row;
  const sign = budget?.better === 'at least' ? '>=' : '<=';
  const allowed = budget === undefined ? '' : `${sign} ${budget.limit} ${valueUnit}`;
  const amounts = [amount(ours, unit), amount(peer, unit), amount(value, valueUnit)];
  return [label, ...amounts, allowed, verdictOn(row)];
}

function amount(value: number, unit: string): string {
  const digits = unit === 'B' || Math.abs(value) >= 100 ? 0 : 2;
  // plus 0: a rounded -0 reads as 0
  return `${(Number(value.toFixed(digits)) + 0).toFixed(digits)} ${unit}`;
}
