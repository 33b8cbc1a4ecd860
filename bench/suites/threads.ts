/** Suite of one GENITOR trial whose evaluations idle workers steal, beside the machine's limit on its cores. */
import { runTournament } from '../../src/tournament/run-tournament.ts';
import { seconds, summarise } from '../measure.ts';
import { onlyWasm, type Suite } from '../suite.ts';
import { REAL_GENES, trialSpec } from '../workbench.ts';

const EVALUATIONS = 60_000;
const ROUNDS = 5;

/** Numbers of trials at once, and of workers. As many trials as workers share nothing: the machine's own limit. */
const SETUPS = [
  { what: '1 worker, 1 trial', workers: 1, trials: 1 },
  { what: '2 workers, 1 trial', workers: 2, trials: 1 },
  { what: '2 workers, a trial each', workers: 2, trials: 2 },
] as const;

export const threads: Suite = {
  name: 'threads',
  summary: 'what a second worker thread adds to one GENITOR trial (H=8, T=20, 256 sequences)',
  skips: onlyWasm,
  async *run(context) {
    const rates = SETUPS.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, setup] of SETUPS.entries()) {
        rates[index]!.push(await evaluationsASecond(setup, context.device.name));
      }
    }
    const timings = rates.map(summarise);
    // Ratios within a round: the machine's speed changes from minute to minute.
    const ratios = (of: number, to: number) =>
      summarise(rates[of]!.map((rate, round) => rate / rates[to]![round]!));
    const shared = ratios(1, 0);
    const ceiling = ratios(2, 0);
    for (const [index, { what }] of SETUPS.entries()) {
      const { median, spread } = timings[index]!;
      yield { what: `GENITOR, ${what}`, value: median, unit: 'genomes/s', spread };
    }
    yield {
      what: 'a second worker that helps: against one worker',
      value: shared.median,
      unit: 'times',
      spread: shared.spread,
      goal: 'at least 1.8',
      note: `two trials that share nothing get ${ceiling.median.toFixed(2)} times one on this machine`,
    };
    yield {
      what: 'a helped trial against two trials that share nothing',
      value: 100 * ratios(1, 2).median,
      unit: '%',
      spread: ratios(1, 2).spread,
      note: 'what sharing keeps of what the two cores give',
    };
  },
};

/**
 * Evaluations a second of all trials together, each from its first to its last progress, so that starting threads does
 * not count.
 */
async function evaluationsASecond(
  { workers, trials }: { workers: number; trials: number },
  device: string,
): Promise<number> {
  const { task, contestant } = trialSpec(
    'genitor',
    { ...REAL_GENES, hidden: 8, sequences: 256 },
    { length: 20 },
  );
  const spec = {
    tasks: [task],
    contestants: [contestant],
    seeds: trials,
    seed: 1,
    budget: { evaluations: EVALUATIONS },
    device,
  };
  const seen = new Map<string, { at: number; evaluations: number }[]>();
  for await (const event of runTournament(spec, { workers })) {
    if (event.type !== 'progress') continue;
    const moments = seen.get(event.id) ?? [];
    moments.push({ at: seconds(), evaluations: event.cost.evaluations });
    seen.set(event.id, moments);
  }
  return [...seen.values()].reduce((sum, moments) => {
    const first = moments[0]!;
    const last = moments.at(-1)!;
    return sum + (last.evaluations - first.evaluations) / (last.at - first.at);
  }, 0);
}
