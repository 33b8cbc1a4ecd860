/**
 * A trial whose loop runs on the main thread and whose work is spread over the workers: genomes chunk by
 * chunk, examinations whole. What it finds is the same as in one worker, for a genome's loss depends on
 * nothing but the genome and its batch.
 */
import type { Batch } from '../engine/batch.ts';
import type { Snapshot } from '../learners/learner.ts';
import { Blamed } from './blame.ts';
import type { Catalogue } from './catalogue.ts';
import type { Crew } from './crew.ts';
import type { Examiner } from './examine.ts';
import type {
  Control,
  EvaluationAnswer,
  EvaluationBasis,
  EvaluationTask,
  ExamAnswer,
  ExamTask,
} from './messages.ts';
import { wishOf } from './messages.ts';
import type { PopulationEvaluator } from './problem.ts';
import type { TrialEvent, TrialResult, TrialSpec } from './tournament.ts';
import { runTrial } from './trial.ts';

/** A smaller chunk would take less time than the message that asks for it. */
export const CHUNK_MACS = 1_000_000;

export interface SpreadOptions {
  readonly crew: Crew;
  /** Workers that have no trial of their own, at this moment. */
  readonly free: () => number;
  readonly catalogue: Catalogue;
  readonly control: Control;
  readonly chunkMacs: number;
  emit(event: TrialEvent): void;
  /** Told of a thread that died at this trial's work, which is then redone. */
  onDeath(reason: string): void;
}

/** Goes on with a trial from a snapshot of it. */
export async function runSpread(
  spec: TrialSpec,
  resume: Snapshot,
  options: SpreadOptions,
): Promise<TrialResult> {
  const { catalogue, control, emit } = options;
  const device = await catalogue.openDevice(spec.device);
  const outcome = await runTrial(spec, {
    catalogue,
    device,
    resume,
    emit,
    examiner: remoteExaminer(spec, options),
    evaluatePopulation: spreadEvaluator(spec.device, options),
    wish: () => wishOf(control),
  });
  await device.close();
  return outcome;
}

/** Examines on a worker, for the main thread must stay free for everything else. */
function remoteExaminer(spec: TrialSpec, { crew, control, onDeath }: SpreadOptions): Examiner {
  return {
    async examine(parameters, exam, sequences) {
      const task: ExamTask = { spec, control, parameters, exam, sequences };
      const answer = await crew.redo<ExamAnswer>('examine', task, onDeath);
      if (answer.type === 'failed') throw new Blamed(answer.detail);
      return answer.examination;
    },
  };
}

/** Evaluates populations on the free workers, in as many chunks as keep all of them busy. */
export function spreadEvaluator(
  device: string,
  { crew, free, chunkMacs, onDeath }: Pick<SpreadOptions, 'crew' | 'free' | 'chunkMacs' | 'onDeath'>,
): PopulationEvaluator {
  let current: { readonly number: number; readonly basis: EvaluationBasis; sent: number } | null = null;
  let callsInFlight = 0;

  async function evaluateChunk(genomes: Float32Array, losses: Float64Array): Promise<void> {
    const { number, basis } = current!;
    // Piscina chooses the thread, so the basis goes with as many tasks as there are threads, and again to
    // the odd one that was passed over.
    const sendBasis = current!.sent < crew.size;
    if (sendBasis) current!.sent++;
    const task: EvaluationTask = { basisNumber: number, basis: sendBasis ? basis : null, genomes, losses };
    let answer = await crew.redo<EvaluationAnswer>('evaluate', task, onDeath);
    if (answer.type === 'unknown') {
      answer = await crew.redo<EvaluationAnswer>('evaluate', { ...task, basis }, onDeath);
    }
    if (answer.type === 'failed') throw new Blamed(answer.detail);
  }

  return async (net, genomes, count, batch: Batch, macs) => {
    if (current?.basis.batch !== batch || current.basis.net !== net) {
      current = { number: crew.newNumber(), basis: { device, net, batch }, sent: 0 };
    }
    const inMemory = genomes.buffer instanceof SharedArrayBuffer ? genomes : sharedCopy(genomes);
    const losses = new Float64Array(new SharedArrayBuffer(8 * count));
    callsInFlight++;
    try {
      const chunks = chunkBounds(count, chunkCount(count, macs, chunkMacs, free(), callsInFlight));
      await Promise.all(
        chunks.map(([from, to]) =>
          evaluateChunk(
            inMemory.subarray(from * net.parameters, to * net.parameters),
            losses.subarray(from, to),
          ),
        ),
      );
    } finally {
      callsInFlight--;
    }
    return losses;
  };
}

/** Chunks for one call, when so many calls share the free workers. */
export function chunkCount(
  genomes: number,
  macs: number,
  chunkMacs: number,
  free: number,
  calls: number,
): number {
  const worthwhile = Math.floor(macs / chunkMacs);
  return Math.max(1, Math.min(genomes, worthwhile, Math.ceil(free / calls)));
}

/** `[from, to)` of each of so many nearly equal parts of `count`. */
export function chunkBounds(count: number, parts: number): [number, number][] {
  return Array.from({ length: parts }, (_, part) => [
    Math.floor((part * count) / parts),
    Math.floor(((part + 1) * count) / parts),
  ]);
}

function sharedCopy(genomes: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(genomes.byteLength));
  copy.set(genomes);
  return copy;
}
