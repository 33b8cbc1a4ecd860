/**
 * Double pole balancing: evaluations to the first net that keeps both poles up, beside those that Gomez, Schmidhuber &
 * Miikkulainen (2008) and Stanley & Miikkulainen (2002) publish.
 */
import type { TrialOutcome } from '../../src/tournament/earlier-session.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import type { Contestant } from '../../src/tournament/spec/tournament.ts';
import { table } from '../results.ts';
import type { Reproduction } from './reproduction.ts';

/** Contestant, and what it is held against. */
interface Entry {
  readonly contestant: Contestant;
  /** Mean evaluations of this contestant: published, and the most that supports the claim; null: it claims nothing. */
  readonly published: string;
  readonly most: number | null;
}

interface Poles {
  readonly name: string;
  readonly title: string;
  readonly claim: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly seeds: number;
  /** Evaluations after which a trial is given up; it then counts with these. */
  readonly evaluations: number;
  /** Updates after which a contestant that makes such is given up. */
  readonly updates?: number;
  readonly entries: readonly Entry[];
}

/** Evaluations to solve, or all; of a learner by updates its episodes. */
const evaluationsOf = ({ cost, costToSolve }: TrialOutcome): number => {
  const { evaluations, sequences } = costToSolve ?? cost;
  return evaluations || sequences;
};

/** Mean and its 95 % interval, by the normal approximation. */
function meanOf(values: readonly number[]): { mean: number; half: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, half: 1.96 * Math.sqrt(squares / (values.length - 1) / values.length) };
}

function rowOf({ contestant, published }: Entry, trials: readonly TrialOutcome[]): string[] {
  const { mean, half } = meanOf(trials.map(evaluationsOf));
  const generalisation = trials.flatMap(({ solved, testMeasures }) =>
    solved && testMeasures.generalisation !== undefined ? [testMeasures.generalisation] : [],
  );
  return [
    contestant.name,
    `${trials.filter(({ solved }) => solved).length} of ${trials.length}`,
    `${mean.toFixed(0)} (${Math.max(0, mean - half).toFixed(0)} to ${(mean + half).toFixed(0)})`,
    String(Math.max(...trials.map(evaluationsOf))),
    generalisation.length === 0 ? '' : meanOf(generalisation).mean.toFixed(0),
    published,
  ];
}

function reproductionOf(poles: Poles): Reproduction {
  const { name, title, claim, options, seeds, evaluations, updates, entries } = poles;
  return {
    ...{ name, title, claim },
    spec: {
      tasks: [resolveTask('double-pole', options)],
      contestants: entries.map(({ contestant }) => contestant),
      ...{ seeds, seed: 1, device: 'wasm' },
      budget: { evaluations, ...(updates !== undefined && { updates }) },
    },
    isLong: true,
    holds: (results) =>
      entries.every(({ contestant, most }) => {
        if (most === null) return true;
        const trials = results.get(contestant.name) ?? [];
        return trials.length > 0 && meanOf(trials.map(evaluationsOf)).mean <= most;
      }),
    async after(run) {
      const trials = run
        .trials()
        .flatMap(({ contestant, result }) => (result ? [{ contestant, result }] : []));
      const rows = entries.flatMap((entry) => {
        const own = trials.filter(({ contestant }) => contestant === entry.contestant.name);
        return own.length === 0
          ? []
          : [
              rowOf(
                entry,
                own.map(({ result }) => result),
              ),
            ];
      });
      const head = [
        'contestant',
        'solved',
        'evaluations: mean (95 % interval)',
        'most',
        'starts kept',
        'published',
      ];
      return { text: table(head, rows), holds: true };
    },
  };
}

/** One start, so one episode an evaluation. */
const one = { sequences: 1, renewal: 0 };

/** Weights N(0, deviation) into and out of so many tanh units, without a bias. */
const unbiased = (deviation: number, hidden: number) => ({
  ...{ ...one, initialisation: 'gaussian', deviation, hidden, biases: false },
});

/** Settings of NEAT on poles: those of its paper, which does not say how far a weight is perturbed. */
const neat = { ...one, power: 0.25 };

/** Conditions that publications differ in. */
const STATED = 'from a start of 4 degrees, friction of the cart .0005, no constant among the observations';
const COUNTED =
  'Means count trials that fail with the whole budget. A trial counts to the validation that shows success, which come a tenth of the cost apart.';

const markov = reproductionOf({
  name: 'double-pole',
  title: 'Double pole balancing with velocities: NEAT',
  claim: `NEAT, in the form of its paper and of its authors' program, keeps both poles for 100,000 actions ${STATED}, fitness by steps, with at most 5,000 evaluations. Nets have their bias node, and make the force by the logistic function of their nodes, slope 4.9. Weights are perturbed by at most .25, of which the paper says nothing; all else is as published. The .25 was chosen on 30 seeds of tournament seed 77. ${COUNTED}`,
  options: { velocities: true, bias: 0, slope: 4.9 },
  seeds: 50,
  evaluations: 15_000,
  entries: ['neat', 'neat-cpp-2002'].map((name) => ({
    contestant: resolveContestant(name, neat, { as: name }),
    published: '3,600 (2002)',
    most: 5000,
  })),
});

const ofStrategies = {
  cma: { ...unbiased(0.1, 3), initialStep: 0.5 },
  cosyne: { ...unbiased(3, 1), mutationRate: 0.3, mutationScale: 0.3, population: 40 },
  esp: { ...unbiased(1, 3), mutationRate: 0.4, mutationScale: 0.3, neurons: 20, trials: 3 },
};

const markovFixed = reproductionOf({
  name: 'double-pole-fixed',
  title: 'Double pole balancing with velocities: fixed nets',
  claim: `CMA-ES and CoSyNE keep both poles for 100,000 actions ${STATED}, fitness by steps, with at most 1,500 evaluations, ESP with at most 6,000. Nets are Elman nets without biases, of 3, 1 and 3 tanh units. Settings were chosen on 8 seeds of tournament seed 77. ${COUNTED}`,
  options: { velocities: true, bias: 0 },
  seeds: 50,
  evaluations: 15_000,
  entries: [
    {
      contestant: resolveContestant('cma-es', ofStrategies.cma, { as: 'cma-es' }),
      published: '895 (2008)',
      most: 1500,
    },
    {
      contestant: resolveContestant('cosyne', ofStrategies.cosyne, { as: 'cosyne' }),
      published: '954 (2008)',
      most: 1500,
    },
    {
      contestant: resolveContestant('esp', ofStrategies.esp, { as: 'esp' }),
      published: '3,800 (2008)',
      most: 6000,
    },
  ],
});

const blind = reproductionOf({
  name: 'double-pole-blind',
  title: 'Double pole balancing without velocities: fixed nets',
  claim: `Without velocities CMA-ES finds a net with at most 10,000 evaluations, CoSyNE with at most 6,000, ${STATED}, by the damping fitness (cut at 1). It keeps the poles for 100,000 actions, and then at least 200 of 625 other starts for 1,000. Nets are Elman nets of 3 tanh units without biases: 21 weights. Settings were chosen on 3 to 4 seeds of tournament seed 77. ${COUNTED}`,
  options: { bias: 0 },
  seeds: 20,
  evaluations: 20_000,
  entries: [
    {
      contestant: resolveContestant('cma-es', ofStrategies.cma, { as: 'cma-es' }),
      published: '6,061 (2008)',
      most: 10_000,
    },
    {
      contestant: resolveContestant(
        'cosyne',
        { ...unbiased(1, 3), mutationRate: 0.3, mutationScale: 0.3, population: 40 },
        { as: 'cosyne' },
      ),
      published: '3,416 (2008)',
      most: 6000,
    },
  ],
});

const blindNeat = reproductionOf({
  name: 'double-pole-blind-neat',
  title: 'Double pole balancing without velocities: NEAT',
  claim: `Without velocities NEAT finds a net with at most 10,000 evaluations, ${STATED}, by the damping fitness (cut at 1), under the conditions of the fixed nets. Nets have their bias node, and make the force by the logistic function of their nodes, slope 4.9. Settings are what publications change for this task (c3 = 3, threshold 4, new links at .3), with half of the new links going back, 50 genomes and perturbations of at most .5, chosen among seven settings on 3 seeds of tournament seed 77. ${COUNTED}`,
  options: { bias: 0, slope: 4.9 },
  seeds: 20,
  evaluations: 30_000,
  entries: [
    {
      contestant: resolveContestant(
        'neat',
        {
          ...{ ...one, population: 50, power: 0.5, addLink: 0.3, recurrentLinks: 0.5 },
          ...{ weightDifference: 3, compatibility: 4 },
        },
        { as: 'neat' },
      ),
      published: '33,184 with 1,000 genomes, 6,929 with 16',
      most: 10_000,
    },
  ],
});

const blindRestarts = reproductionOf({
  name: 'double-pole-blind-restarts',
  title: 'Double pole balancing without velocities: CMA-ES begun anew',
  claim: `Without velocities CMA-ES with restarts finds a net with at most 10,000 evaluations, ${STATED}, by the damping fitness (cut at 1). Nets and settings are those of the fixed nets; restarts have their published defaults, which nothing was tried on. ${COUNTED}`,
  options: { bias: 0 },
  seeds: 20,
  evaluations: 20_000,
  entries: [
    {
      contestant: resolveContestant(
        'cma-es',
        { ...ofStrategies.cma, restarts: 'ipop' },
        { as: 'cma-es-ipop' },
      ),
      published: '6,061 without restarts (2008)',
      most: 10_000,
    },
  ],
});

export const doublePole: readonly Reproduction[] = [markov, markovFixed, blind, blindNeat, blindRestarts];
