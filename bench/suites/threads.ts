/** One GENITOR trial with its evaluations spread over worker threads. */

import { runTournament } from '../../src/tournament/run-tournament.ts';
import { seconds, summarise } from '../measure.ts';
import type { Suite } from '../suite.ts';
import { trialSpec } from '../workbench.ts';

const EVALUATIONS = 40_000;
const ROUNDS = 3;

export const threads: Suite = {
  name: 'threads',
  summary: 'what a second worker thread adds to one GENITOR trial (H=8, T=20, 256 sequences)',
  async run(context) {
    const rates = new Map<number, number[]>([
      [1, []],
      [2, []],
    ]);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [workers, samples] of rates)
        samples.push(await evaluationsASecond(workers, context.device.name));
    }
    const one = summarise(rates.get(1)!);
    const two = summarise(rates.get(2)!);
    return [
      { what: 'GENITOR trial, 1 worker', value: one.median, unit: 'genomes/s', spread: one.spread },
      { what: 'GENITOR trial, 2 workers', value: two.median, unit: 'genomes/s', spread: two.spread },
      {
        what: 'two workers against one',
        value: two.median / one.median,
        unit: 'times',
        goal: 'at least 1.8',
      },
    ];
  },
};

/** From the trial's first to its last progress, so that starting threads does not count. */
async function evaluationsASecond(workers: number, device: string): Promise<number> {
  const { task, contestant } = trialSpec('genitor', { hidden: 8, sequences: 256 }, { length: 20 });
  const spec = {
    tasks: [task],
    contestants: [contestant],
    seeds: 1,
    seed: 1,
    budget: { evaluations: EVALUATIONS },
    device,
  };
  const seen: { at: number; evaluations: number }[] = [];
  for await (const event of runTournament(spec, { workers })) {
    if (event.type === 'progress') seen.push({ at: seconds(), evaluations: event.cost.evaluations });
  }
  const first = seen[0]!;
  const last = seen.at(-1)!;
  return (last.evaluations - first.evaluations) / (last.at - first.at);
}
