/**
 * The platform game: NEAT with MarI/O's constants on one level, and what nets bred on a few levels do on 100 that they have
 * never seen, beside nets that see nothing and agents without a net.
 */
import { openDevice } from '../../src/engine/index.ts';
import { evaluateChampion } from '../../src/export/evaluate-champion.ts';
import { championOfRun } from '../../src/export/run-champion.ts';
import { studentQuantile } from '../../src/numeric/student.ts';
import { wilsonInterval } from '../../src/statistics/wilson.ts';
import type { RunFile } from '../../src/store/run-file.ts';
import type { StoredTrial } from '../../src/store/stored-trial.ts';
import { floorsOf } from '../../src/tasks/agents.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import { quantity } from '../../src/words/numbers.ts';
import { findTask } from '../../tasks/index.ts';
import { table } from '../results.ts';
import type { Afterwards, Reproduction } from './reproduction.ts';

const SEEDS = 5;
const SEED = 1;
const POPULATION = 300;
/** Difficulty of the drawn levels. */
const DIFFICULTY = 2;
const LEVELS = 8;

const unseen = { level: 'drawn', difficulty: DIFFICULTY, levels: LEVELS };
const blind = { view: 'none' };
const mario = (sequences: number) =>
  resolveContestant('neat-mario', { sequences, renewal: 0 }, { as: 'neat-mario' });

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** Mean over seeds and its 95 % interval by Student's t, within 0 and 1. */
function meanShare(shares: readonly number[]): string {
  const count = shares.length;
  const mean = shares.reduce((sum, share) => sum + share, 0) / count;
  if (count < 2) return percent(mean);
  const squares = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0);
  const half = studentQuantile(0.975, count - 1) * Math.sqrt(squares / (count - 1) / count);
  return `${percent(mean)} (${percent(Math.max(0, mean - half))} to ${percent(Math.min(1, mean + half))})`;
}

/** Wilson's interval of so many of 100 levels. */
function sharedInterval(share: number, of: number): string {
  const { low, high } = wilsonInterval(Math.round(share * of), of);
  return `${percent(share)} (${percent(low)} to ${percent(high)})`;
}

const minutes = (seconds: number): string => (seconds / 60).toFixed(1);
const viewOf = (trial: StoredTrial): string => (trial.task.includes('view=none') ? 'none' : 'tiles');

/** Trials of level first, each with what its champion does on levels that it was not bred on. */
async function firstTrials(run: RunFile): Promise<Afterwards> {
  const device = await openDevice(run.spec().device);
  const rows: string[][] = [];
  let finished = 0;
  try {
    for (const trial of run.trials()) {
      const { result } = trial;
      if (result === null || run.champion(trial.id) === null) continue;
      const view = viewOf(trial);
      const champion = championOfRun(run, trial, run.path);
      const task = resolveTask('platform', { ...unseen, view });
      const other = await evaluateChampion(champion, { task, seed: run.spec().seed, device });
      if (view === 'tiles' && result.solved && result.cost.seconds <= 600) finished++;
      rows.push([
        view,
        String(trial.repetition),
        result.solved ? 'yes' : 'no',
        result.cost.evaluations.toLocaleString('en-US'),
        String(Math.ceil(result.cost.evaluations / POPULATION)),
        quantity(result.cost.macs),
        minutes(result.cost.seconds),
        String(result.testMeasures.frames),
        sharedInterval(other.measures.finished!, other.sequences),
      ]);
    }
  } finally {
    await device.close();
  }
  const head = [
    ...['view', 'seed', 'finishes', 'evaluations', 'generations', 'MACs', 'minutes', 'frames'],
    `of 100 unseen levels of difficulty ${DIFFICULTY} (95 % interval)`,
  ];
  return { text: table(head, rows), holds: finished === SEEDS };
}

export const platformFirst: Reproduction = {
  name: 'platform',
  title: 'A platform level: NEAT with MarI/O’s constants',
  claim: `\`neat-mario\` (300 genomes, MarI/O's constants and fitness, one episode an evaluation) finishes level \`first\` of the task \`platform\` on ${SEEDS} of ${SEEDS} seeds, each within 10 minutes of one worker, at most 60,000 evaluations. Beside it the null model, \`view=none\`: a net that sees nothing but a 1, about which nothing is claimed. A net that finishes one level may know it by heart, so each champion is then played on 100 levels that it was not bred on.`,
  spec: {
    tasks: [resolveTask('platform', {}), resolveTask('platform', blind)],
    contestants: [mario(1)],
    ...{ seeds: SEEDS, seed: SEED, budget: { evaluations: 200 * POPULATION }, device: 'wasm' },
  },
  isLong: true,
  holds: () => true,
  after: firstTrials,
};

/** Shares of the 100 levels by contestant and view, and the floors of agents. */
async function unseenTrials(run: RunFile): Promise<Afterwards> {
  const groups = new Map<string, StoredTrial[]>();
  for (const trial of run.trials()) {
    if (trial.result === null) continue;
    const key = `${trial.contestant}\t${viewOf(trial)}`;
    groups.set(key, [...(groups.get(key) ?? []), trial]);
  }
  const sharesOf = (trials: readonly StoredTrial[]): number[] =>
    trials.map(({ result }) => result!.testMeasures.finished!);
  const rows = [...groups].map(([key, trials]) => {
    const shares = sharesOf(trials);
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    return [
      ...key.split('\t'),
      String(trials.length),
      meanShare(shares),
      `${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}`,
      mean(trials.map(({ result }) => result!.testMeasures.distance!)).toFixed(0),
      quantity(mean(trials.map(({ result }) => result!.cost.macs))),
      minutes(mean(trials.map(({ result }) => result!.cost.seconds))),
    ];
  });
  const options = resolveTask('platform', unseen).options;
  const floors = floorsOf(findTask('platform'), options).map(({ agent, measures, episodes }) => [
    ...[`agent: ${agent}`, '', ''],
    sharedInterval(measures.finished!, episodes),
    ...['', measures.distance!.toFixed(0), '', ''],
  ]);
  const head = ['', 'view', 'seeds', 'unseen levels finished (95 % interval)', 'range', 'tiles of 190'];
  const seeing = sharesOf(groups.get('neat-mario\ttiles') ?? []);
  const without = sharesOf(groups.get('neat-mario\tnone') ?? []);
  const holds = seeing.length > 0 && without.length > 0 && Math.min(...seeing) > Math.max(...without);
  return { text: table([...head, 'MACs', 'minutes'], [...rows, ...floors]), holds };
}

export const platformUnseen: Reproduction = {
  name: 'platform-unseen',
  title: 'A platform game: unseen levels',
  claim: `Bred on ${LEVELS} drawn levels of difficulty ${DIFFICULTY} of the task \`platform\`, with 12,000 evaluations of all ${LEVELS} each, the worst net of \`neat-mario\` over ${SEEDS} seeds finishes more of 100 unseen levels than the best one that sees nothing (\`view=none\`). Beside it GENITOR on an Elman net (8 units, real genes), about which nothing is claimed, and agents without a net.`,
  spec: {
    tasks: [resolveTask('platform', unseen), resolveTask('platform', { ...unseen, ...blind })],
    contestants: [
      mario(LEVELS),
      resolveContestant(
        'genitor',
        { sequences: LEVELS, renewal: 0, encoding: 'real', initialisation: 'gaussian', hidden: 8 },
        { as: 'genitor' },
      ),
    ],
    ...{ seeds: SEEDS, seed: SEED, budget: { evaluations: 12_000 }, device: 'wasm' },
  },
  isLong: true,
  holds: () => true,
  after: unseenTrials,
};
