/** Suite of evolution strategies without their evaluations: asking for a generation and telling its losses. */
import { CmaEs, type CmaSettings, cmaEs, decompositionGap } from '../../src/learners/strategies/cma-es.ts';
import { randomStream } from '../../src/random/random.ts';
import { timeInTurns } from '../measure.ts';
import { onlyWasm, type Suite } from '../suite.ts';

/** Cases: an Elman net of 8 units on temporal order has 156 weights, one of 50 units 3,054. */
const CASES = [
  { n: 156, population: 19, covariance: 'full', goal: 'at most 1 ms' },
  { n: 3054, population: 'auto', covariance: 'diagonal', goal: 'at most 3 ms' },
] as const;

/** Generations before the clock starts, after which C has axes of its own. */
const WARM_UP = 50;

export const strategies: Suite = {
  name: 'strategies',
  summary: 'a generation of CMA-ES without its evaluations (one thread)',
  section: 'Speed of evolution strategies',
  skips: onlyWasm,
  async *run(context) {
    for (const { n, population, covariance, goal } of CASES) {
      context.tell(`${n} weights, ${covariance}`);
      const settings = cmaEs.settings.parse({ population, covariance }) as unknown as CmaSettings;
      const strategy = new CmaEs({
        n,
        settings,
        point: () => new Float64Array(n).fill(1),
        random: (...path) => randomStream(1, 'bench', ...path),
      });
      const points = new Float64Array(strategy.size * n);
      // Ranks alone matter; these change with every generation, and cost nothing.
      const losses = new Float64Array(strategy.size);
      const generation = (): void => {
        strategy.ask(points);
        for (let index = 0; index < strategy.size; index++) losses[index] = points[index * n]!;
        strategy.tell(losses);
      };
      for (let count = 0; count < WARM_UP; count++) generation();
      // As many generations a run as lie between two decompositions, so that each run has one.
      const gap = covariance === 'full' ? decompositionGap(strategy.constants) : 8;
      const run = (): void => {
        for (let count = 0; count < gap; count++) generation();
      };
      const timings = await timeInTurns([{ name: 'generations', run }], {
        turnSeconds: 0.2,
        totalSeconds: context.seconds,
      });
      const { median, spread } = timings.get('generations')!;
      yield {
        what: `generation of CMA-ES, ${n} weights, λ = ${strategy.size}, ${covariance} covariance`,
        value: (1e3 * median) / gap,
        unit: 'ms',
        spread,
        goal,
        ...(covariance === 'full' ? { note: `eigenvectors every ${gap} generations` } : {}),
      };
    }
  },
};
