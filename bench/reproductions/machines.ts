/**
 * Tournaments over machines, measured on one: the rate of two workers against two threads, the cost of the queue a trial,
 * and its growth to 10,000 trials and 100 workers.
 */
import { UserError } from '../../src/errors.ts';
import { table } from '../results.ts';
import { medianOf } from '../updates/ratios.ts';
import { canMeasure, fileSize, openPlant, type Plant, type Process, writeScript } from './machines/plant.ts';
import type { Sleep } from './machines/sleeping-player.ts';
import type { Computed } from './neat-xor.ts';

/** Least share of the local rate. */
const ASKED = 0.95;

const RATE = { rounds: 4, trials: 200, threads: 2 } as const;
const COST = { rounds: 3, trials: 400 } as const;
const GROWTH: readonly (readonly [trials: number, workers: number])[] = [
  [1000, 12],
  [1000, 100],
  [3000, 100],
  [10_000, 100],
];
const GROWTH_PROCESSES = 4;
const SLEEP: Sleep = { seconds: 1, validations: 5, parameters: 1000 };

/** Trials of two contestants that train, which idle threads cannot help. */
const script = (trials: number, macs: string): string => `
tasks: [parity]
contestants:
  - { contestant: msgd-cr, settings: { hidden: 20 }, name: one }
  - { contestant: msgd-cr, settings: { hidden: 21 }, name: other }
seeds: ${trials / 2}
budget: ${macs}mac
floor: false
device: wasm
`;

interface Played {
  /**
   * Seconds from the end of the first trial to that of the last, in which all but one trial are played. A coordinator
   * hears of a trial's start later than a local pool, so that starts cannot be compared.
   */
  readonly seconds: number;
  /** Processor seconds of the coordinator, and those up to its first result. */
  readonly processor: number;
  readonly beforeFirst: number;
}

/** Line of a trial's end. */
const ENDED = /: (?:budget|solved|validated)[^\n]*\n/g;

let runs = 0;

/** Plays a script to its end, in this process's way or through the queue. */
async function play(plant: Plant, name: string, trials: number, ...flags: string[]): Promise<Played> {
  const run = `${++runs}.run.sqlite`;
  const process = plant.start('bin/genoprop.js', 'tournament', name, '--run', run, ...flags);
  const first = await process.until(ENDED);
  const beforeFirst = process.seconds();
  const last = await process.until(ENDED, trials);
  await process.ended();
  return { seconds: last - first, processor: process.seconds(), beforeFirst };
}

const worker = async (plant: Plant): Promise<Process> => {
  const process = plant.start('bin/genoprop.js', 'worker', '--connect', plant.redis.url, '--threads', '1');
  await process.until(/waiting for trials/g);
  return process;
};

const ratioText = (ratios: readonly number[]): string => {
  const { median, low, high } = medianOf(ratios);
  const [middle, from, to] = [median, low, high].map((ratio) => (100 * ratio).toFixed(1));
  return `${middle} % (${from} to ${to} %)`;
};

/** Rates of workers and of the local pool, in turns. Ratios above 1: the workers were faster. */
async function compareRates(
  plant: Plant,
  { rounds, trials, threads, macs }: { rounds: number; trials: number; threads: number; macs: string },
) {
  writeScript(plant, 'rate.tournament.yaml', script(trials, macs));
  const pairs: { readonly local: Played; readonly far: Played }[] = [];
  const local = () => play(plant, 'rate.tournament.yaml', trials, '--workers', String(threads));
  // Workers are started anew each time, as the local threads are, so that neither has compiled more of its code.
  const far = async () => {
    const workers: Process[] = [];
    for (let index = 0; index < threads; index++) workers.push(await worker(plant));
    const played = await play(plant, 'rate.tournament.yaml', trials, '--queue', plant.redis.url);
    for (const one of workers) await one.end();
    return played;
  };
  for (let round = 0; round < rounds; round++) {
    // Each begins in every second round.
    const [first, second] = round % 2 === 0 ? [await local(), await far()] : [await far(), await local()];
    pairs.push(round % 2 === 0 ? { local: first, far: second } : { local: second, far: first });
  }
  return pairs;
}

async function grow(plant: Plant, trials: number, workers: number): Promise<readonly string[]> {
  plant.redis.empty();
  writeScript(plant, 'growth.tournament.yaml', script(trials, '1e6'));
  const before = plant.redis.info('memory', 'used_memory');
  const commandsBefore = plant.redis.info('stats', 'total_commands_processed');
  const serverBefore = serverSeconds(plant);
  const sleepers = Array.from({ length: GROWTH_PROCESSES }, () =>
    plant.start(
      'dist/bench/sleeping-workers.js',
      plant.redis.url,
      String(Math.ceil(workers / GROWTH_PROCESSES)),
      JSON.stringify(SLEEP),
    ),
  );
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, plant.redis.info('memory', 'used_memory') - before);
  }, 250);
  const flags = ['--queue', plant.redis.url, '--trust-workers'];
  const { seconds, processor, beforeFirst } = await play(plant, 'growth.tournament.yaml', trials, ...flags);
  clearInterval(watch);
  const commands = plant.redis.info('stats', 'total_commands_processed') - commandsBefore;
  const server = serverSeconds(plant) - serverBefore;
  const ofWorkers = sleepers.reduce((sum, one) => sum + one.seconds(), 0);
  for (const one of sleepers) await one.end();
  const size = fileSize(`${plant.folder}/${runs}.run.sqlite`);
  return [
    String(trials),
    String(workers),
    seconds.toFixed(1),
    beforeFirst.toFixed(2),
    (processor - beforeFirst).toFixed(2),
    ((1000 * (processor - beforeFirst)) / (trials - 1)).toFixed(2),
    server.toFixed(2),
    ofWorkers.toFixed(1),
    (most / 1e6).toFixed(1),
    Math.round(commands / seconds).toString(),
    Math.round(commands / trials).toString(),
    (size / 1e6).toFixed(1),
  ];
}

const serverSeconds = ({ redis }: Plant): number =>
  redis.info('cpu', 'used_cpu_user') + redis.info('cpu', 'used_cpu_sys');

export const machines: Computed = {
  name: 'machines',
  title: 'Tournaments over machines',
  claim: `Through a Redis server on the same machine, a coordinator and ${RATE.threads} workers of one thread each end ${RATE.trials} trials of about a second at ${100 * ASKED} % of the rate of ${RATE.threads} local threads or more: the median over ${RATE.rounds} rounds in turns, each timed from the end of its first trial to that of its last. The interval is that of the sign test. The other numbers are claims about nothing: what the queue adds to a trial, and how coordinator and server grow with trials and workers, where trials only sleep (${SLEEP.seconds} s, ${SLEEP.validations} validations, ${SLEEP.parameters} parameters) and workers share ${GROWTH_PROCESSES} processes.`,
  async play() {
    if (!canMeasure())
      throw new UserError(
        'machines: needs Linux and the program redis-server (Debian: apt-get install redis-server)',
      );
    const plant = await openPlant();
    try {
      const rates = await compareRates(plant, { ...RATE, macs: '2.5e9' });
      const ratios = rates.map(({ local, far }) => local.seconds / far.seconds);
      const costs = await compareRates(plant, { ...COST, threads: 1, macs: '1e6' });
      const added = costs.map(({ local, far }) => (1000 * (far.seconds - local.seconds)) / (COST.trials - 1));
      const usual = costs.map(({ local }) => (1000 * local.seconds) / (COST.trials - 1));
      const coordinating = costs.map(
        ({ far }) => (1000 * (far.processor - far.beforeFirst)) / (COST.trials - 1),
      );
      const rows: (readonly string[])[] = [];
      for (const [trials, workers] of GROWTH) rows.push(await grow(plant, trials, workers));
      const holds = medianOf(ratios).median >= ASKED;
      const perTrial = medianOf(rates.map(({ local }) => (local.seconds * RATE.threads) / (RATE.trials - 1)));
      const addedOver = medianOf(added);
      const text = [
        `Rate of the workers over that of the threads: **${ratioText(ratios)}**; a trial takes ${perTrial.median.toFixed(2)} s of a thread.`,
        '',
        `One worker against one thread, ${COST.trials} trials of ${medianOf(usual).median.toFixed(0)} ms: the queue adds ${addedOver.median.toFixed(1)} ms to a trial (${addedOver.low.toFixed(1)} to ${addedOver.high.toFixed(1)}), and the coordinator spends ${medianOf(coordinating).median.toFixed(1)} ms of processor time on it.`,
        '',
        table(
          [
            ...['trials', 'workers', 'seconds', 'coordinator up to the first result, s', 'from then on, s'],
            ...['a trial, ms', 'Redis, s', 'all workers, s', 'Redis memory, MB', 'commands a second'],
            ...['commands a trial', 'run file, MB'],
          ],
          rows,
        ),
        '',
        'Seconds of coordinator, Redis and workers are of processor time, all workers without their starts; memory is the most at any time above that of an empty server. Commands are those of all clients as the server counts them: each command that a Lua script of the queue calls counts as well, and so do polling for jobs and results, records and the looks of this measurement, which go on while trials sleep. So commands a trial are not the messages of a trial alone.',
      ].join('\n');
      return { text, holds };
    } finally {
      await plant.close();
    }
  },
};
