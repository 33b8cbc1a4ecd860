/**
 * Memory and work of a trial, estimated from task, net and settings before anything is drawn or started. Memory is that
 * of the wasm device and of the host beside it; the other devices need the host's part. An estimate: in seven cases
 * that were measured it was between half and twice of what the process took.
 */
import { cells } from '../../engine/reference/cells/index.ts';
import { findLearner } from '../../learners/index.ts';
import { extentOf } from '../../nets/net-of.ts';
import type { Contestant, TaskChoice } from '../spec/tournament.ts';
import { type Draft, unitMacs, unitsOf, wantOf } from './workload.ts';

export interface Footprint {
  /** Label of the task. */
  readonly task: string;
  readonly contestant: string;
  /** Sequences of a batch, steps of a sequence, and parameters of the net. */
  readonly sequences: number;
  readonly steps: number;
  readonly parameters: number;
  /** Bytes in the memory of the device's kernels, which has addresses of 32 bits on wasm. */
  readonly deviceBytes: number;
  /** Bytes of all memory that the trial takes, `deviceBytes` included. */
  readonly bytes: number;
  /** MACs of one update, or of one group of genomes, on the device and the host together. */
  readonly stepMacs: number;
  readonly stepNoun: 'update' | 'group of genomes';
  /** MACs of the first validation, which comes before the first step. */
  readonly validationMacs: number;
}

/** Bytes of a thread with its program and its compiled kernels. */
const THREAD_BYTES = 60e6;
/** Number of sequences of a screening (`success.ts`). */
const SCREEN = 1000;
/** Lanes of a tile, and bytes of states and signals that are kept side by side (`engine/wasm`). */
const LANES = 24;
const KEPT_BYTES = 2 ** 28;
/**
 * Bytes a parameter that a gradient search was measured to hold at 1,500 units: copies for snapshots, champion,
 * measures.
 */
const HELD_BYTES = 100;
/** Bytes of a sequence beside its numbers: `sample` returns an object with two lists of numbers of 8 bytes. */
const SEQUENCE_OVERHEAD = 160;

/** Footprints of all contestants on all tasks whose learner tells its repeated work. */
export const footprintsOf = ({ tasks, contestants }: Pick<Draft, 'tasks' | 'contestants'>): Footprint[] =>
  tasks.flatMap((task) => contestants.flatMap((contestant) => footprintOf(task, contestant) ?? []));

function footprintOf(task: TaskChoice, contestant: Contestant): Footprint | null {
  const want = wantOf(task, contestant);
  if (want === null) return null;
  const { asking, architecture, net, steps } = want;
  const learner = findLearner(contestant.learner);
  const { shape } = task.facts;
  const { inputs, outputs, loss, scored } = shape;
  const { parameters } = net;
  const states = cells[net.architecture]?.carried(net) ?? 0;
  const { sequences } = asking;

  const numbersIn = inputs.kind === 'symbols' ? 1 : inputs.size;
  const answers = scored === 'last' ? 1 : steps;
  const numbersOut = answers * (loss === 'softmax' ? 1 : outputs);
  const drawn = SEQUENCE_OVERHEAD + 8 * (steps * numbersIn + numbersOut);
  const kept = 4 * (steps * numbersIn + numbersOut) + answers + 8;
  const extent = (count: number) => extentOf(shape, count, steps);

  const tiles = Math.ceil(sequences / LANES);
  const omega = asking.kind === 'updates' && asking.descent.omega !== null;
  // States, signals and, for Ω, the signals carried back; errors at the outputs. All `[step][unit][lane]`.
  const tileBytes = 4 * LANES * (states * (2 * steps + 1 + (omega ? steps + 1 : 2)) + answers * net.outputs);
  // Side by side where they are few enough, else one tile after the other in the same memory.
  const signals = tiles * tileBytes <= KEPT_BYTES ? tiles * tileBytes : tileBytes;
  // The vector and its gradient, packed copies, and sums of eight lanes for each weight.
  const weights =
    asking.kind === 'evaluations' ? parameters * 4 * 3 : parameters * (4 * 6 + 32 * (omega ? 2 : 1));
  const genomes = asking.kind === 'evaluations' ? 4 * parameters * asking.genomes : 0;
  // Products keep the states of all tiles, features those of some steps alone.
  const held = { updates: signals, evaluations: 0, products: tiles * tileBytes, regressions: 0 }[asking.kind];
  const deviceBytes = sequences * kept + weights + genomes + held;
  const solving =
    asking.kind === 'regressions' ? asking.solving(net, extent(sequences).scoredSteps).bytes : 0;
  const hostBytes = solving + (learner.holds?.(contestant.settings, parameters) ?? HELD_BYTES * parameters);
  const isOfGenomes = asking.kind === 'regressions' ? learner.counts === 'evaluations' : genomes > 0;
  return {
    task: task.label,
    contestant: contestant.name,
    sequences,
    steps,
    parameters,
    deviceBytes,
    bytes: THREAD_BYTES + sequences * (drawn + kept) + deviceBytes + hostBytes,
    stepMacs: (asking.kind === 'products' ? 1 : unitsOf(asking)) * unitMacs(want),
    stepNoun: isOfGenomes ? 'group of genomes' : 'update',
    validationMacs: architecture.macs.forward(net, extent(Math.min(SCREEN, task.facts.success.sequences))),
  };
}
