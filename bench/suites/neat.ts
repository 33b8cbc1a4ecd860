/**
 * Suite of NEAT in one thread: XOR all in, the breeding of generations, double pole episodes, and graph nets on wasm, in
 * time of the processor. neat-python does the same in turns with it, where it is installed or `NEAT_PYTHON` names the
 * folder of its package (`peers/neat_python.py`).
 */
import { z } from 'zod';
import type { EpisodeSet } from '../../src/engine/lesson.ts';
import { NeatEvolution } from '../../src/learners/neat/evolution.ts';
import { neatSettings } from '../../src/learners/neat/evolution-settings.ts';
import { express } from '../../src/learners/neat/express.ts';
import { graphNet } from '../../src/nets/graph-net.ts';
import { randomStream } from '../../src/random/random.ts';
import { buildBatch } from '../../src/tasks/build-batch.ts';
import type { TaskShape } from '../../src/tasks/define-task.ts';
import { outcomesOf } from '../../src/tasks/play-episodes.ts';
import { builtIn } from '../../src/tournament/spec/catalogue.ts';
import { resolveTask } from '../../src/tournament/spec/resolve.ts';
import { summarise } from '../measure.ts';
import { ownProgram, pythonWith } from '../peers.ts';
import { onlyWasm, type Suite } from '../suite.ts';
import { playXor, xorSettings } from '../xor-2002.ts';

const LINKS = 40;
const SEQUENCES = 256;
const STEPS = 20;
const GENOMES = 200;
/** Genomes of the double pole's population. */
const POLE_POPULATION = 150;

/** Rounds, each of which measures every figure and then the peer once. */
const ROUNDS = 3;
/** Seconds of a sample: times of the processor come in steps of some milliseconds. */
const LEAST_SAMPLE = 0.15;

/** Seconds of the processor that this thread has spent. */
function threadSeconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}

/** Rates of work, in units a second; `work` returns how many units it did. */
function ratesOf(work: () => number, seconds: number): number[] {
  const rates: number[] = [];
  work();
  const end = threadSeconds() + seconds;
  do {
    const since = threadSeconds();
    let done = 0;
    let spent = 0;
    do {
      done += work();
      spent = threadSeconds() - since;
    } while (spent < LEAST_SAMPLE);
    rates.push(done / spent);
  } while (threadSeconds() < end);
  return rates;
}

/** Losses of a population that differ, and cost nothing. */
const lossesOf = (population: number): readonly number[] =>
  Array.from({ length: population }, (_, at) => ((at * 7919) % population) / population);

/** Evolution whose genomes have grown to about so many links. */
function grownEvolution(population: number): NeatEvolution {
  const shape = { inputs: 6, outputs: 4 };
  const losses = lossesOf(population);
  const swift = { population, structure: 'together', addNode: 0.3, addLink: 1 } as const;
  const growing = new NeatEvolution(shape, neatSettings('classic-2002', swift), 1);
  const meanLinks = () => growing.genomes.reduce((sum, { links }) => sum + links.length, 0) / population;
  while (meanLinks() < LINKS) {
    growing.tell(losses);
    growing.next();
  }
  const settings = neatSettings('classic-2002', { population });
  return new NeatEvolution(shape, settings, 1, { state: growing.state() });
}

/** Work of breeding one generation, and of dividing it into species. */
function breeding(population: number): { work(): number; describe(): string } {
  const evolution = grownEvolution(population);
  const losses = lossesOf(population);
  return {
    work() {
      evolution.tell(losses);
      evolution.next();
      return 1;
    },
    describe() {
      const links = evolution.genomes.reduce((sum, genome) => sum + genome.links.length, 0) / population;
      return `${links.toFixed(0)} link genes and ${evolution.species.length} species in the end`;
    },
  };
}

/** Work of playing the first nets of a population on the double pole with velocities, in actions. */
function balancing(): () => number {
  const { options } = resolveTask('double-pole', { velocities: true });
  const { genomes } = new NeatEvolution(
    { inputs: 7, outputs: 1 },
    neatSettings('classic-2002', { population: POLE_POPULATION }),
    1,
  );
  const set: EpisodeSet = {
    ...{ kind: 'episodes', task: 'double-pole', options, path: ['bench'] },
    ...{ first: 0, sequences: 1, part: 'training', cases: 1 },
  };
  const play = builtIn.episodes('double-pole')!;
  return () => {
    let actions = 0;
    for (const genome of genomes) {
      const { net, parameters } = express(genome);
      for (const { measures } of outcomesOf(play, net, parameters, set)) actions += measures!.steps!;
    }
    return actions;
  };
}

/** Rates that the program of neat-python gives. */
const peerRates = z.object({
  version: z.string(),
  ...{ xor: z.number(), generations_150: z.number(), generations_1000: z.number(), pole_steps: z.number() },
  ...{ species_150: z.number(), species_1000: z.number() },
});
type PeerRates = z.output<typeof peerRates>;
type PeerFigure = 'xor' | 'generations_150' | 'generations_1000' | 'pole_steps';

/** One run of neat-python; null where it cannot be imported. @throws RunError where its program fails */
async function measurePeer(seconds: number): Promise<PeerRates | null> {
  const python = await pythonWith('neat', process.env.NEAT_PYTHON);
  if (python === null) return null;
  return peerRates.parse(await python.run(ownProgram('neat_python.py'), ['--seconds', String(seconds)]));
}

interface Job {
  readonly what: string;
  readonly unit: 'evaluations/s' | 'ms' | 'actions/s';
  readonly figure: PeerFigure;
  readonly goal: string;
  work(): number;
  /** Note on its genomes in the end, and on the peer's. */
  describe?(): string;
  describePeer?(peer: PeerRates): string;
}

export const neat: Suite = {
  name: 'neat',
  summary: 'NEAT: XOR all in, generations bred, poles balanced, graph nets evaluated (one thread)',
  section: 'Speed of NEAT',
  skips: onlyWasm,
  async *run(context) {
    const isSmall = context.scale === 'small';
    const seconds = isSmall ? 0.2 : context.seconds;
    const rounds = isSmall ? 1 : ROUNDS;
    let seed = 1;
    const bred = (population: number): Job => ({
      what: `a generation of ${population} genomes bred and divided into species`,
      unit: 'ms',
      figure: population === 150 ? 'generations_150' : 'generations_1000',
      goal: population === 1000 ? 'at most 10 ms at 40 links; 5 times neat-python' : '5 times neat-python',
      ...breeding(population),
      describePeer: (peer) =>
        `neat-python ${peer[population === 150 ? 'species_150' : 'species_1000']} species`,
    });
    const jobs: readonly Job[] = [
      {
        what: 'XOR, all in, population 150',
        unit: 'evaluations/s',
        figure: 'xor',
        goal: '10 times neat-python',
        work: () => playXor(xorSettings('classic-2002'), seed++).evaluations,
      },
      bred(150),
      bred(1000),
      {
        what: `double pole with velocities, the first ${POLE_POPULATION} nets played until they fall`,
        unit: 'actions/s',
        figure: 'pole_steps',
        goal: '5 times neat-python',
        work: balancing(),
      },
    ];
    const sampled = new Map<Job, number[]>(jobs.map((job) => [job, []]));
    const peers: PeerRates[] = [];
    for (let round = 0; round < rounds; round++) {
      context.tell(`round ${round + 1} of ${rounds}`);
      for (const job of jobs) sampled.get(job)!.push(...ratesOf(job.work, seconds / 2 / rounds));
      const measured = await measurePeer(seconds / 4 / rounds);
      if (measured !== null) peers.push(measured);
    }
    for (const job of jobs) {
      const { median, spread } = summarise(sampled.get(job)!);
      const peer = peers.length === 0 ? null : summarise(peers.map((one) => one[job.figure])).median;
      const shown = (rate: number): number => (job.unit === 'ms' ? 1000 / rate : rate);
      const missing = peers.length === 0 ? ['neat-python is not there: NEAT_PYTHON names its folder'] : [];
      const theirs = peers.at(-1) === undefined ? undefined : job.describePeer?.(peers.at(-1)!);
      const note = [job.describe?.(), theirs, ...missing].filter((part) => part !== undefined).join('; ');
      yield {
        ...{ what: job.what, value: shown(median), unit: job.unit, spread, goal: job.goal },
        ...(peer !== null && {
          peer: { name: `neat-python ${peers[0]!.version}`, value: shown(peer) },
          ratio: median / peer,
        }),
        ...(note !== '' && { note }),
      };
    }
    const device = await context.open();
    const random = randomStream(1, 'bench', 'neat');
    const net = graphNet({ unit: 'steep', passes: 1, inputs: 6, outputs: 4, hidden: 10, links: LINKS });
    const genomes = new Float32Array(GENOMES * net.parameters);
    for (let genome = 0; genome < GENOMES; genome++) {
      const seen = new Set<number>();
      while (seen.size < LINKS) seen.add(random.integer(21 * 14));
      for (const [link, pair] of [...seen].entries()) {
        const at = genome * net.parameters + link;
        genomes[at] = Math.floor(pair / 14);
        genomes[at + LINKS] = 7 + (pair % 14);
        genomes[at + 2 * LINKS] = random.normal();
      }
    }
    const shape: TaskShape = {
      inputs: { kind: 'symbols', size: 6 },
      outputs: 4,
      loss: 'softmax',
      scored: 'last',
    };
    const batch = buildBatch(
      shape,
      Array.from({ length: SEQUENCES }, () => ({
        inputs: Array.from({ length: STEPS }, () => random.integer(6)),
        targets: random.integer(4),
      })),
    );
    const rates: number[] = [];
    await device.evaluatePopulation(net, genomes, GENOMES, batch);
    const end = threadSeconds() + seconds;
    do {
      const since = threadSeconds();
      await device.evaluatePopulation(net, genomes, GENOMES, batch);
      rates.push(GENOMES / (threadSeconds() - since));
    } while (threadSeconds() < end || rates.length < 3);
    const { median, spread } = summarise(rates);
    yield {
      what: `graph nets of ${LINKS} links, ${SEQUENCES} sequences of ${STEPS} steps`,
      value: median,
      unit: 'genomes/s',
      spread,
      goal: '10,000 a second and core',
    };
  },
};
