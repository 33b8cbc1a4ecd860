/** View `conventions`: how much of a population's diversity is mere symmetry, and what crossover does with it. */
import * as z from 'zod';
import { forwardMacs } from '../../engine/feedback/macs.ts';
import { openDevice } from '../../engine/index.ts';
import { UserError } from '../../errors.ts';
import { movableUnits } from '../../learners/genetic/parent-aligner.ts';
import { architectureOf } from '../../nets/index.ts';
import type { RunFile } from '../../store/run-file.ts';
import { streamRoot } from '../../tournament/spec/stream-root.ts';
import type { TournamentSpec, TrialSpec } from '../../tournament/spec/tournament.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';
import { quantity } from '../../words/numbers.ts';
import { chosenContestants } from '../parts/chosen-contestants.ts';
import { isOfGenitor, type KeptPopulation, keptPopulation } from '../parts/genitor-population.ts';
import { lacksSequences, sequencesOf } from '../parts/sequences.ts';
import { defineView, type LabWork } from '../view.ts';
import { compare, crossPairs, measures } from './crossing.ts';
import { conventionsTable, crossoverFigures, distancesFigure, namesOf, populationsTable } from './figures.ts';
import { aboutTrial, diversityOf, type Looked } from './look.ts';
import { paragraph } from './says.ts';

const options = z.object({
  pairs: z
    .int()
    .min(20)
    .max(20_000)
    .default(400)
    .describe('pairs of members that are crossed, of each population'),
  sequences: z
    .int()
    .min(1)
    .max(100_000)
    .default(256)
    .describe('sequences on which parents and children are evaluated'),
  starts: z
    .int()
    .min(0)
    .max(100)
    .default(4)
    .describe('random starts of an alignment beside the two that it always has'),
  populations: z.int().min(1).max(1000).default(20).describe('most populations that are looked at'),
});

/** Most MACs of the crossover of one population: some hours. */
const MOST_MACS = 2e13;

/** MACs of one part of the work, which is kept when it is done: some seconds. */
const PART_MACS = 1e10;

const LACKS =
  'no trial of it has a population of GENITOR; a trial that was solved keeps none, unless it trained on (`--to-the-end`)';

/** Trials of GENITOR that keep a population. */
const trialsWith = (run: RunFile, names: readonly string[]): TrialSpec[] => {
  const spec = run.spec();
  const chosen = new Set(chosenContestants(spec, names).map(({ name }) => name));
  return trialsOf(spec).filter(
    (trial) => chosen.has(trial.contestant.name) && isOfGenitor(trial) && run.hasCheckpoint(trial.id),
  );
};

export const conventions = defineView({
  name: 'conventions',
  summary: 'how much of a population’s diversity is mere symmetry of its nets?',
  about:
    'Units of a net may stand in any order, and odd ones with either sign: so one net has many genomes, the competing conventions of neuroevolution. Each member of a population of GENITOR is aligned to the best, then to the mean of all, by weight matching (Ainsworth, Hayase & Srinivasa 2023): linear assignments in turn, from several starts, which ends in a local optimum. The variance that goes is compared with that of weights dealt anew among the members. Crossover is made again on pairs, with and without aligned parents, and children are compared with their parents on the same sequences.',
  options,
  run: 'required',
  inReport: 'asked',
  lacks: (run) => (trialsWith(run, []).length === 0 ? LACKS : null),
  async look({ options: chosen, run, contestants }, work) {
    if (run === null) throw new UserError('conventions: needs a run file');
    const all = trialsWith(run, contestants);
    if (all.length === 0) throw new UserError(`conventions: ${run.path} has nothing to align: ${LACKS}`);
    const trials = all.slice(0, chosen.populations);
    const looked: Looked[] = [];
    for (const [index, trial] of trials.entries()) {
      work.progress(index, trials.length, trial.id);
      const population = keptPopulation(run, trial);
      if (
        population === null ||
        movableUnits(population.net, population.layout) === null ||
        population.size < 2
      )
        continue;
      looked.push(await lookAt(trial, population, run.spec(), chosen, work));
      await work.breathe();
    }
    work.progress(trials.length, trials.length, 'done');
    if (looked.length === 0) throw new UserError(`conventions: ${run.path} has nothing to align: ${LACKS}`);
    const names = namesOf(looked);
    return {
      says: paragraph(looked),
      facts: factsOf(run, all, looked, chosen),
      figures: [
        populationsTable(looked),
        ...crossoverFigures(looked, names),
        distancesFigure(looked, names),
        conventionsTable(looked, names),
      ],
      data: looked,
    };
  },
});

type Chosen = z.output<typeof options>;

async function lookAt(
  trial: TrialSpec,
  population: KeptPopulation,
  spec: TournamentSpec,
  { pairs, sequences, starts }: Chosen,
  work: LabWork,
): Promise<Looked> {
  const path = ['lab', 'conventions', ...streamRoot(trial), trial.id];
  const found = await work.kept(`diversity of ${trial.id}`, () => diversityOf(population, { starts, path }));
  const crossover = lacksSequences(trial.task) === null ? await crossing() : null;
  return { ...aboutTrial(trial, population), ...found, crossover };

  async function crossing() {
    const streams = ['lab', 'conventions', ...streamRoot(trial), trial.task.label];
    const batch = await sequencesOf(trial.task, streams, sequences, spec.limits);
    const { net, size } = population;
    const each = forwardMacs(architectureOf(net).macs, net, batch);
    const macs = each * (size + 2 * pairs);
    if (macs > MOST_MACS)
      throw new UserError(
        `conventions: crossing ${pairs} pairs of trial ${trial.id} on ${batch.sequences} sequences takes ${quantity(macs, 'MAC')}, and at most ${quantity(MOST_MACS, 'MAC')} are spent; set fewer pairs or sequences`,
      );
    const device = await openDevice('wasm');
    const block = Math.max(1, Math.floor(PART_MACS / each));
    const evaluate = async (name: string, genomes: Float32Array, count: number) => {
      const losses: (number | null)[] = [];
      for (let from = 0; from < count; from += block) {
        const to = Math.min(count, from + block);
        const part = genomes.subarray(from * net.parameters, to * net.parameters);
        const make = async () =>
          Array.from(await device.evaluatePopulation(net, part, to - from, batch), (loss) =>
            Number.isFinite(loss) ? loss : null,
          );
        losses.push(...(await work.kept(`${trial.id}: ${name} from ${from}`, make)));
        await work.breathe();
      }
      return losses;
    };
    const crossed = await crossPairs(population, { evaluate, pairs, path });
    return Object.fromEntries(
      measures.map((measure) => [measure.name, compare(crossed, size, measure, path)]),
    );
  }
}

function factsOf(
  run: RunFile,
  all: readonly TrialSpec[],
  looked: readonly Looked[],
  { pairs, sequences, starts }: Chosen,
): (readonly [string, string])[] {
  const ofGenitor = trialsOf(run.spec()).filter(isOfGenitor).length;
  const gone = ofGenitor - all.length;
  return [
    [
      'Populations',
      `${looked.length} of ${all.length} that are kept, at the last checkpoint of their trials${gone > 0 ? `; ${gone} trials of GENITOR keep none, as those that were solved, so these are not a fair sample of its trials` : ''}`,
    ],
    [
      'Alignment',
      `2 starts and ${starts} random ones to the best member, then to the mean until nothing is gained`,
    ],
    [
      'Crossover',
      `${pairs} pairs of each, drawn evenly, on ${sequences} sequences that no trial has seen; no mutation`,
    ],
  ];
}
