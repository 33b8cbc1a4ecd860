/**
 * Search for a reservoir: GENITOR breeds the few hyperparameters, and each genome is judged by the readout that ridge
 * regression finds in its reservoir, on rows of the training batch that are held out. All reservoirs are drawn from one
 * stream. The champion is the best genome's net, its readout solved from all rows of the batch.
 */
import type { Batch } from '../../engine/batch.ts';
import { freshMemory, RowSums, rowMacs } from '../../engine/wasm/row-sums.ts';
import type { Net } from '../../nets/net.ts';
import { reservoir } from '../../nets/reservoir.ts';
import type { ReservoirNet } from '../../nets/reservoir-net.ts';
import type { Solution } from '../../nets/solution.ts';
import { inSlices } from '../../numeric/sliced.ts';
import { CutStep } from '../cut-step.ts';
import { genitor } from '../genetic/genitor.ts';
import type { Measures } from '../inside.ts';
import type { MayGoOn, Problem, Search, Snapshot, StepReport } from '../learner.ts';
import { chooseSquares } from '../ridge/choose.ts';
import { collectRows, featuresOf } from '../ridge/rows.ts';
import { readLambdas, sumKindOf } from '../ridge/settings.ts';
import { writeReadout } from '../ridge/write-readout.ts';
import { genesAsNet, optionsOf } from './hyperparameters.ts';
import type { ReservoirSettings } from './settings.ts';

/** Offspring in flight. */
export const IN_FLIGHT = 4;

/** Number of rows that are held out: at least one, and not all. */
export const heldRows = (share: number, count: number): number =>
  Math.min(count - 1, Math.max(1, Math.floor(share * count)));

interface Judged {
  /** Mean loss of a held-out row; infinite where no readout is finite. */
  readonly loss: number;
  readonly macs: number;
  readonly solution: Solution;
}

export class ReservoirSearch implements Search {
  readonly #problem: Problem;
  readonly #settings: ReservoirSettings;
  readonly #lambdas: readonly number[];
  readonly #inner: Search;
  /** Genes of the champion as text, with the number of its batch, and its net with its readout. */
  #key = '';
  #solution: Solution | null = null;
  #batch = 0;
  /** Rows of the last genome, for those of the next one to take their place. */
  #room: Float64Array | undefined;
  readonly #cut = new CutStep();
  /** State before the step that is under way. */
  #before: Snapshot | null = null;

  constructor(problem: Problem, settings: ReservoirSettings, inner: Search, snapshot?: Snapshot) {
    this.#problem = problem;
    this.#settings = settings;
    this.#lambdas = readLambdas(settings.lambdas);
    this.#inner = inner;
    if (snapshot === undefined) return;
    this.#cut.restore(snapshot);
    const { arrays, values } = snapshot;
    this.#key = values.championKey as string;
    this.#batch = values.championBatch as number;
    if (arrays.championParameters === undefined) return;
    this.#solution = {
      net: reservoir.restore!(values.championNet as Readonly<Record<string, unknown>>),
      parameters: Float32Array.from(arrays.championParameters),
    };
  }

  /** Starts the search, or goes on from a snapshot. */
  static async start(problem: Problem, settings: ReservoirSettings, snapshot?: Snapshot) {
    const { population, renewal } = settings;
    const sequences = enoughSequences(problem, settings.sequences);
    const chosen = genitor.settings.parse({
      ...{ population, sequences, renewal, inFlight: IN_FLIGHT, selection: 'tournament' },
      ...{ initialStep: 0.5, stepFloor: 0.1, mutationRate: 0.5 },
    });
    let made: ReservoirSearch | null = null;
    const { frozen: _frozen, learnt: _learnt, ...rest } = problem;
    const wrapped: Problem = {
      ...rest,
      net: genesAsNet(problem.net),
      initialise: (random) => Float32Array.from({ length: 4 }, () => random.normal()),
      evaluatePopulation: (genomes, count, lesson) => async () => {
        const losses = new Float64Array(count);
        const macs = new Float64Array(count);
        for (let genome = 0; genome < count; genome++) {
          const judged = await made!.#judge(genomes.slice(4 * genome, 4 * genome + 4), lesson as Batch);
          losses[genome] = judged.loss;
          macs[genome] = judged.macs;
        }
        return { losses, macs };
      },
      lesson: (index, size) => {
        if (made !== null) made.#batch = index;
        return problem.trainingBatch(index, size);
      },
    };
    const inner = await genitor.start(wrapped, chosen, snapshot);
    made = new ReservoirSearch(problem, { ...settings, sequences }, inner, snapshot);
    return made;
  }

  step(mayGoOn?: MayGoOn): Promise<StepReport> {
    if (mayGoOn !== undefined && !this.#cut.isWithin) this.#before = this.#standing();
    return this.#cut.run(() => this.#update(), mayGoOn);
  }

  async #update(): Promise<StepReport> {
    const report = await this.#inner.step();
    const genes = this.#inner.champion().parameters;
    const key = `${this.#batch}:${genes.join()}`;
    if (key === this.#key) return report;
    const batch = this.#problem.trainingBatch(this.#batch, this.#settings.sequences);
    const { solution, macs } = await this.#judge(genes, batch);
    this.#key = key;
    this.#solution = solution;
    return { ...report, macs: report.macs + macs };
  }

  champion(): Solution {
    const { net } = this.#problem;
    this.#solution ??= { net, parameters: this.#problem.initialise(this.#problem.random('initial', 0)) };
    return this.#solution;
  }

  /** Measures of the population of hyperparameters. */
  inside(): Measures {
    return this.#inner.inside();
  }

  /** Copy of the state between steps; within one, of that before it. */
  snapshot(): Snapshot {
    return this.#cut.isWithin ? this.#before! : this.#standing();
  }

  #standing(): Snapshot {
    const last = this.#cut.snapshot();
    const { arrays, values } = this.#inner.snapshot();
    const solution = this.#solution;
    return {
      arrays: {
        ...arrays,
        ...last.arrays,
        ...(solution && { championParameters: solution.parameters.slice() }),
      },
      values: {
        ...values,
        ...last.values,
        championKey: this.#key,
        championBatch: this.#batch,
        ...(solution && { championNet: { ...solution.net } }),
      },
    };
  }

  /** Draws the genome's reservoir, and solves for its readout. */
  async #judge(genes: ArrayLike<number>, batch: Batch): Promise<Judged> {
    const { device, net: asked, netOptions = {}, random } = this.#problem;
    const own = asked as ReservoirNet;
    const options = optionsOf(genes, own, netOptions);
    const shape = { inputs: own.inputs, outputs: own.outputs, fedBack: own.feedback > 0 };
    const net = reservoir.build(shape, options) as ReservoirNet;
    const parameters = reservoir.initialise(net, options, random('initial', 0));
    const room = this.#room;
    // Taken, should another genome be judged meanwhile.
    this.#room = undefined;
    const { rows } = await collectRows(device, net, parameters, batch, { room });
    const { width, count, values } = rows;
    const held = heldRows(this.#settings.heldOut, count);
    const kind = sumKindOf({ method: this.#settings.method, lambdas: this.#settings.lambdas });
    const memory = freshMemory();
    const kept = new RowSums(kind, width, memory);
    const heldOut = new RowSums(kind, width, memory);
    const border = (count - held) * width;
    const { between } = this.#cut;
    await between();
    await inSlices(kept.adding(values.subarray(0, border)), between);
    await inSlices(heldOut.adding(values.subarray(border)), between);
    this.#room = values;
    const choosing = chooseSquares({ kept, heldOut }, own.outputs, batch.loss, this.#lambdas);
    const { choice, macs } = await inSlices(choosing, between);
    if (choice !== null) writeReadout(net, parameters, choice.readout);
    return {
      loss: choice?.heldOutError ?? Number.POSITIVE_INFINITY,
      macs: reservoir.macs.shared!(net, batch) + count * rowMacs(kind, width) + macs,
      solution: { net, parameters },
    };
  }
}

/** Rows of a batch: one for each weight of an output. */
export const leastRows = (net: Net): number => 1 + featuresOf(net);

/** Sequences of a batch: those asked for, doubled until they give enough rows. */
function enoughSequences({ net, trainingBatch }: Problem, asked: number): number {
  let sequences = asked;
  while (trainingBatch(0, sequences).scoredSteps < leastRows(net)) sequences *= 2;
  return sequences;
}
