import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly html: string }[];
}

/** What runs in the page. */
declare const axe: { run(): Promise<{ violations: Violation[] }> };

const script = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What keeps people with other eyes, ears or hands from using the page as it is now: axe-core's serious and critical
 * faults, a line for each.
 *
 * @param known faults that are not ours: the rule, and what the faulty element's HTML holds
 */
export async function faultsOf(page: Page, known: readonly (readonly [string, string])[]): Promise<string[]> {
  await page.evaluate(script);
  const { violations } = await page.evaluate(() => axe.run());
  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ html, target }) => ({ html, id, target })))
    .filter(({ html, id }) => !known.some(([rule, part]) => rule === id && html.includes(part)))
    .map(({ id, target }) => `${id}: ${target.join(' ')}`);
}

/** Those of Dashboard 2.0 1.31 itself: parts of its frame, and widgets that do not tell their label to assistive programs. */
export const faultsOfDashboard = [
  ['aria-input-field-name', 'v-slider-thumb'],
  ['aria-tooltip-name', 'v-tooltip'],
  ['button-name', 'v-btn--icon'],
  ['label', 'id="switch-'],
] as const;
