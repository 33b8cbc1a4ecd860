/** What axe-core finds wrong with a page, of what it calls serious or critical. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** @param within a selector of the part that is looked at */
export async function axeViolations(page: Page, within = 'html'): Promise<string[]> {
  await page.evaluate(axe);
  const violations = await page.evaluate(async (part) => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(within: string): Promise<{ violations: Violation[] }> };
    };
    const { violations: found } = await checker.run(part);
    return found.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]!.html}`);
  }, within);
  return violations.filter((one) => /^(serious|critical)/.test(one));
}
