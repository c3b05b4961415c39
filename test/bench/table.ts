import { median } from './numbers.js';
import type { Column, Figures, Scenario, Target } from './scenario.js';

/** What the rounds of a scenario gave, by the title of the lane. */
export type Rounds = ReadonlyMap<string, readonly Figures[]>;

/** How a target turned out; `value` is NaN where a lane it needs was skipped. */
export interface Verdict extends Target {
  readonly value: number;
  readonly reached: boolean;
}

/** A scenario's medians, one line a lane, and what became of its targets, in Markdown. */
export function tableOf(scenario: Scenario, rounds: Rounds): string {
  const { columns, title } = scenario;
  const head = ['', ...columns.map((column) => column.title)];
  const lines = [...rounds].map(([lane, figures]) => [
    lane,
    ...columns.map((column) => show(median(valuesOf(figures, column.key)), column)),
  ]);
  const targets = verdictsOf(scenario, rounds).map((verdict) => `- ${sentenceOf(verdict)}`);
  return [`### ${title}`, '', ...markdown([head, ...lines]), '', ...targets, ''].join('\n');
}

export function verdictsOf(scenario: Scenario, rounds: Rounds): Verdict[] {
  return scenario.targets.map((target) => {
    const value = measuredBy(target, rounds);
    const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = target;
    return { ...target, value, reached: value >= atLeast && value <= atMost };
  });
}

/** The median of a lane; where it is compared, the median of the ratios within each round. */
function measuredBy({ column, lane, per }: Target, rounds: Rounds): number {
  const values = valuesOf(rounds.get(lane), column);
  if (per === undefined) return median(values);
  const others = valuesOf(rounds.get(per), column);
  return median(values.map((value, round) => value / (others[round] ?? Number.NaN)));
}

function valuesOf(figures: readonly Figures[] = [], key: string): number[] {
  return figures.map((figure) => figure[key] ?? Number.NaN);
}

function sentenceOf({ per, reached, says, value }: Verdict): string {
  if (Number.isNaN(value)) return `${says}: not measured`;
  const measured = per === undefined ? round(value) : `${round(value)} × ${per}`;
  return `${says}: **${reached ? 'reached' : 'missed'}**, ${measured}`;
}

function round(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US');
}

function show(value: number, { digits = 0 }: Column): string {
  if (value === Number.POSITIVE_INFINITY) return 'never';
  if (Number.isNaN(value)) return '–';
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

/** Lines of a Markdown table whose columns stand under each other in a terminal, too. */
function markdown([head = [], ...lines]: string[][]): string[] {
  const widths = head.map((_title, at) => Math.max(3, ...[head, ...lines].map((line) => line[at]!.length)));
  const row = (line: string[]) => {
    const cells = line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)));
    return `| ${cells.join(' | ')} |`;
  };
  const rule = widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [row(head), row(rule), ...lines.map(row)];
}
