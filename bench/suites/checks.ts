/** Suite of correctness checks, before those of speed: the device's results are compared with the reference first. */
import { availableParallelism } from 'node:os';
import { oneLine, RunError } from '../../src/errors.ts';
import { type Check, passes } from '../checks/check.ts';
import { type Examination, examinations } from '../checks/index.ts';
import { seconds } from '../measure.ts';
import type { BenchContext, Suite } from '../suite.ts';
import { share } from '../words.ts';

export const checks: Suite = {
  name: 'checks',
  summary: 'values, gradients, Ω, norms, populations and descents against the reference, over many shapes',
  skips: ({ device: { name } }) =>
    name === 'wasm' || name === 'reference' ? `the tests of genoprop hold ${name} to what is right` : null,
  async *run(context) {
    const { descend } = await context.open();
    const { only } = context;
    const all = examinations(context.scale, descend !== undefined).filter(
      ({ name }) => only === null || only.test(name),
    );
    if (all.length === 0) return;
    if (availableParallelism() > 2) for (const one of all) one.prepare?.();
    const made: Check[] = [];
    let failed = 0;
    for (const [index, one] of all.entries()) {
      context.tell(`${one.name} (${index + 1} of ${all.length})`);
      const began = seconds();
      const found = await examine(one, context);
      context.print(`  ${lineOf(one, found, seconds() - began)}`);
      for (const check of found) {
        if (passes(check)) continue;
        failed++;
        context.print(`    FAILED ${check.name}: ${apart(check)}`);
      }
      made.push(...found);
    }
    if (failed > 0)
      throw new RunError(`${failed} of ${made.length} checks failed on ${context.hardware.hardware}`);
    const closest = nearest(made);
    yield {
      what: `checks against the reference, ${all.length} shapes`,
      value: made.length,
      unit: 'passed',
      note: `nearest to what is allowed: ${closest.name}, ${apart(closest)}`,
    };
  },
};

/** Runs checks. An error counts as a failure; the device may be useless after it. */
async function examine({ run }: Examination, context: BenchContext): Promise<readonly Check[]> {
  try {
    return await run(await context.open());
  } catch (error) {
    await context.abandon();
    return [{ name: `it ended with: ${oneLine(error)}`, distance: Number.NaN, tolerance: 0 }];
  }
}

function lineOf({ name }: Examination, found: readonly Check[], took: number): string {
  const isGood = found.every(passes);
  const used = Math.max(
    ...found.map(({ distance, tolerance }) => (tolerance === 0 ? 0 : distance / tolerance)),
  );
  return `${name}: ${isGood ? `good, ${share(used)} of what is allowed` : 'NOT RIGHT'} (${took.toFixed(1)} s)`;
}

const apart = ({ distance, tolerance }: Check): string =>
  tolerance === 0 ? 'it does not hold' : `${distance.toExponential(1)} apart, ${tolerance} allowed`;

const nearest = (all: readonly Check[]): Check =>
  all.reduce((worst, check) => (part(check) > part(worst) ? check : worst));
const part = ({ distance, tolerance }: Check): number => (tolerance === 0 ? 0 : distance / tolerance);
