/**
 * Suite of NEAT in one thread: XOR all in, the breeding of a generation, and graph nets on wasm, in time of the
 * processor. Figures of neat-python 2.1 stand beside them as they were measured elsewhere, for it is no peer of this
 * run.
 */
import { NeatEvolution } from '../../src/learners/neat/evolution.ts';
import { neatSettings } from '../../src/learners/neat/evolution-settings.ts';
import { graphNet } from '../../src/nets/graph-net.ts';
import { randomStream } from '../../src/random/random.ts';
import { buildBatch } from '../../src/tasks/build-batch.ts';
import type { TaskShape } from '../../src/tasks/define-task.ts';
import { summarise } from '../measure.ts';
import { onlyWasm, type Suite } from '../suite.ts';
import { playXor, xorSettings } from '../xor-2002.ts';

const LINKS = 40;
const SEQUENCES = 256;
const STEPS = 20;
const GENOMES = 200;
const POPULATION = 1000;
/** All in, of a population of 150: 2.1 ms of its evaluation and 6.3 ms of its operators a generation. */
const PYTHON_XOR = 18_000;

/** Seconds of the processor that this thread has spent. */
function threadSeconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}

function timed(work: () => number, seconds: number): { rate: number; spread: number } {
  const rates: number[] = [];
  work();
  const end = threadSeconds() + seconds;
  do {
    const since = threadSeconds();
    const done = work();
    rates.push(done / (threadSeconds() - since));
  } while (threadSeconds() < end || rates.length < 3);
  const { median, spread } = summarise(rates);
  return { rate: median, spread };
}

/** Evolution whose genomes have grown to about so many links. */
function grownEvolution(): NeatEvolution {
  const shape = { inputs: 6, outputs: 4 };
  const losses = Array.from({ length: POPULATION }, (_, at) => ((at * 7919) % POPULATION) / POPULATION);
  const swift = { population: POPULATION, structure: 'together', addNode: 0.3, addLink: 1 } as const;
  const growing = new NeatEvolution(shape, neatSettings('classic-2002', swift), 1);
  const meanLinks = () => growing.genomes.reduce((sum, { links }) => sum + links.length, 0) / POPULATION;
  while (meanLinks() < LINKS) {
    growing.tell(losses);
    growing.next();
  }
  const settings = neatSettings('classic-2002', { population: POPULATION });
  return new NeatEvolution(shape, settings, 1, { state: growing.state() });
}

export const neat: Suite = {
  name: 'neat',
  summary: 'NEAT: XOR all in, a generation bred, graph nets evaluated (one thread)',
  section: 'Speed of NEAT',
  skips: onlyWasm,
  async *run(context) {
    const seconds = context.scale === 'small' ? 0.2 : context.seconds;
    let seed = 1;
    const xor = timed(() => playXor(xorSettings('classic-2002'), seed++).evaluations, seconds);
    yield {
      what: 'XOR, all in, population 150',
      value: xor.rate,
      unit: 'evaluations/s',
      spread: xor.spread,
      goal: '10 times neat-python',
      note: `neat-python, measured elsewhere, about ${PYTHON_XOR.toLocaleString('en')}: ${(xor.rate / PYTHON_XOR).toFixed(0)} times`,
    };
    const evolution = grownEvolution();
    const losses = Array.from({ length: POPULATION }, (_, at) => ((at * 7919) % POPULATION) / POPULATION);
    const bred = timed(() => {
      evolution.tell(losses);
      evolution.next();
      return 1;
    }, seconds / 2);
    const links = evolution.genomes.reduce((sum, genome) => sum + genome.links.length, 0) / POPULATION;
    yield {
      what: `a generation of ${POPULATION} genomes bred and divided into species`,
      value: 1000 / bred.rate,
      unit: 'ms',
      spread: bred.spread,
      goal: 'at most 10 ms at 40 links',
      note: `${links.toFixed(0)} link genes in the end, ${evolution.species.length} species; neat-python, measured elsewhere, 42 to 53 ms`,
    };
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
