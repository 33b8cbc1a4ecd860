/**
 * Gaits: HyperNEAT beside FT-NEAT, which breeds the weights of the same net one by one, and CMA-ES, at equal evaluations; the
 * open loop as a null model, and gaits without a net as floors. After Clune, Stanley, Pennock & Ofria (2011), IEEE
 * Transactions on Evolutionary Computation 15.
 */
import { randomStream } from '../../src/random/random.ts';
import type { RunFile } from '../../src/store/run-file.ts';
import type { Task } from '../../src/tasks/define-task.ts';
import { prepareEpisodes } from '../../src/tasks/prepare-episodes.ts';
import type { TrialOutcome } from '../../src/tournament/earlier-session.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import type { TaskChoice } from '../../src/tournament/spec/tournament.ts';
import { findTask } from '../../tasks/index.ts';
import { quantile } from '../measure.ts';
import { table } from '../results.ts';
import type { Afterwards, Reproduction } from './reproduction.ts';

/** Hidden units of the substrate: a sheet of 5 × 4, as inputs and outputs have. */
const HIDDEN = 20;
/** One deterministic start, so nothing is to be renewed. */
const one = { sequences: 1, renewal: 0 };
/** Genomes of a generation, of HyperNEAT and FT-NEAT alike. */
const POPULATION = 50;

const contestants = [
  resolveContestant(
    'hyperneat',
    { ...one, population: POPULATION, firstHidden: HIDDEN },
    { as: 'hyperneat' },
  ),
  resolveContestant('ft-neat', { ...one, population: POPULATION, firstHidden: HIDDEN }, { as: 'ft-neat' }),
  resolveContestant('cma-es', { ...one, hidden: 8 }, { as: 'cma-es' }),
];

/** Gaits that are drawn, each with a stream of its own: as many as the goal was set by. */
const GAITS = 150;

interface Walk {
  readonly distance: number;
  readonly fell: boolean;
}

/** Episodes of an agent from the nominal start, one a gait that it draws. */
function walksOf(task: Task, { options }: TaskChoice, agent: string, gaits: number): Walk[] {
  return Array.from({ length: gaits }, (_, gait) => {
    // An agent keeps its gait for an episode, and draws another for the next.
    const act = task.episode!.agents!(options)[agent]!;
    const random = randomStream('reproduce', task.name, agent, gait);
    const episode = task.episode!.begin(random, options, { index: 0, part: 'training' });
    const { observations, actions: joints } = task.episode!.shape(options);
    const [seen, actions] = [new Float64Array(observations), new Float64Array(joints)];
    try {
      do {
        episode.observe(seen);
        act(seen, actions, random);
      } while (episode.act(actions));
      const { distance, fell } = episode.outcome().measures!;
      return { distance: distance!, fell: fell === 1 };
    } finally {
      episode.close?.();
    }
  });
}

const metres = (distance: number): string => distance.toFixed(2);

const median = (values: readonly number[]): number =>
  quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );

const rangeOf = (values: readonly number[]): string =>
  `${metres(median(values))} (${metres(Math.min(...values))} to ${metres(Math.max(...values))})`;

function floorRows(task: Task, choice: TaskChoice): string[][] {
  const agents = Object.keys(task.episode!.agents!(choice.options));
  return agents.map((agent) => {
    const isDrawn = agent === 'a random gait';
    const walks = walksOf(task, choice, agent, isDrawn ? GAITS : 1);
    const upright = walks.filter(({ fell }) => !fell).map(({ distance }) => distance);
    const name = isDrawn ? `${GAITS} random gaits, ${GAITS - upright.length} of which fell` : agent;
    const best = upright.length === 0 ? '' : metres(Math.max(...upright));
    return [`floor: ${name}`, '', '', '', rangeOf(walks.map(({ distance }) => distance)), best];
  });
}

/** Rows by contestant and loop, the floors below them. */
async function afterGaits(run: RunFile): Promise<Afterwards> {
  const groups = new Map<string, TrialOutcome[]>();
  for (const { contestant, task, result } of run.trials()) {
    if (result === null) continue;
    const key = `${contestant}\t${task.includes('sensing=false') ? 'open' : 'closed'}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  const distancesOf = (trials: readonly TrialOutcome[]): number[] =>
    trials.map(({ testMeasures }) => testMeasures.distance ?? 0);
  const rows = [...groups].map(([key, trials]) => {
    const distances = distancesOf(trials);
    return [
      ...key.split('\t'),
      String(trials.length),
      `${trials.filter(({ solved }) => solved).length} of ${trials.length}`,
      rangeOf(distances),
      metres(Math.max(...distances)),
    ];
  });
  const [choice] = run.spec().tasks;
  const task = findTask(choice!.name);
  await prepareEpisodes(task);
  const head = ['', 'loop', 'seeds', 'solved', 'distance in m: median (range)', 'best in m'];
  const [hyper, direct] = ['hyperneat', 'ft-neat'].map((name) =>
    distancesOf(groups.get(`${name}\tclosed`) ?? []),
  );
  const holds = hyper!.length > 0 && direct!.length > 0 && median(hyper!) > median(direct!);
  return { text: table(head, [...rows, ...floorRows(task, choice!)]), holds };
}

interface Scale {
  readonly task: 'gait' | 'gait-2d';
  readonly title: string;
  readonly seeds: number;
  readonly evaluations: number;
}

function reproductionOf({ task, title, seeds, evaluations }: Scale): Reproduction {
  return {
    name: task,
    title,
    claim: `The robot of the task \`${task}\` walks for 10 s; solved are 6 m. With ${evaluations} evaluations the median distance of HyperNEAT over ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} is greater than that of FT-NEAT, which breeds the weights of the same net (${HIDDEN} recurrent hidden units) one by one, as Clune et al. (2011) find at 150,000 evaluations on their robot; both have ${POPULATION} genomes. Beside them CMA-ES on an Elman net of 8 units, the open loop (all inputs but the sine cut) and gaits without a net, about which nothing is claimed. A distance is the mean over the 21 starts of the test, or that of the nominal start where it is below 6 m or ends in a fall.`,
    spec: {
      async prepared() {
        await prepareEpisodes(findTask(task));
        return {
          tasks: [resolveTask(task), resolveTask(task, { sensing: false })],
          contestants,
          ...{ seeds, seed: 1, budget: { evaluations }, toTheEnd: { until: null }, device: 'wasm' },
        };
      },
    },
    isLong: true,
    holds: () => true,
    after: afterGaits,
  };
}

export const gaits: readonly Reproduction[] = [
  reproductionOf({ task: 'gait-2d', title: 'A gait in the plane', seeds: 5, evaluations: 500 }),
  reproductionOf({ task: 'gait', title: 'A gait in three dimensions', seeds: 2, evaluations: 1000 }),
];
