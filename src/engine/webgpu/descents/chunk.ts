/**
 * Chunk: updates that are submitted to the GPU at once, a layer after the other. A layer has the next update of every slot
 * that has one, the slots with Ω first; as many as fit side by side make a dispatch. A batch that does not fit whole is a
 * dispatch by itself, in several runs of its sequences.
 */
import type { Batch } from '../../batch.ts';
import { factorsOf, type UpdateFactors } from '../../update-factors.ts';
import type { Gpu } from '../gpu/gpu.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import { ASSIGNMENT_WORDS } from '../kernels/record-words.ts';
import type { UpdateNumbers } from '../kernels/rules/gpu-rule.ts';
import { packBatch, packedWords, symbolBitsOf } from '../memory/packed-batch.ts';
import {
  bufferBytes,
  cutSequences,
  largest,
  type Range,
  type SlotSize,
  slotsFitting,
} from '../memory/sizes.ts';
import { assignmentWords } from '../passes/gradients.ts';
import type { DescentSlot } from './descent-slot.ts';

/** Update of a slot. */
export interface Entry {
  readonly slot: DescentSlot;
  readonly batch: Batch;
  readonly watched: boolean;
  readonly factors: UpdateFactors;
  /** Numbers of the slot's rule for this update. */
  readonly numbers: UpdateNumbers;
}

export interface Dispatch {
  /** Index in the chunk of the first slot's entry. */
  readonly first: number;
  readonly slots: number;
  readonly omegaSlots: number;
  /** Runs of sequences, at least one. */
  readonly ranges: readonly Range[];
  /** Size of each of its slots. */
  readonly size: SlotSize;
  readonly watched: boolean;
}

export interface Chunk {
  readonly entries: readonly Entry[];
  readonly dispatches: readonly Dispatch[];
  /** Steps of its longest batch. */
  readonly steps: number;
  /** Data of all batches, packed, and the assignments of the entries. */
  readonly data: Uint32Array;
  readonly assignments: Uint32Array;
}

/** Form that the batches of a cohort have in common. */
export interface CohortForm {
  readonly shape: KernelShape;
  readonly sequences: number;
}

/** Takes updates from the slots, at most so many layers. Null where no slot has any. */
export function takeChunk(
  gpu: Gpu,
  form: CohortForm,
  slots: readonly DescentSlot[],
  depth: number,
): Chunk | null {
  const ordered = [...slots].sort((a, b) => Number(b.isRegularised) - Number(a.isRegularised));
  const entries: Entry[] = [];
  const dispatches: Dispatch[] = [];
  const cuts = new Map<Batch, readonly Range[]>();
  // All batches go into one buffer. A quarter of it: the next layer may take more than those before.
  const enough = bufferBytes(gpu.limits) / 4 / 4;
  let words = 0;
  for (let layer = 0; layer < depth; layer++) {
    const first = entries.length;
    for (const slot of ordered) {
      const request = slot.take();
      if (request === null) continue;
      const { batch } = request;
      try {
        if (!cuts.has(batch)) {
          checkForm(form, batch);
          cuts.set(batch, cutSequences(gpu, form.shape, batch, 'training'));
          words += packedWords(batch);
        }
        const { stateNorms: watched } = request;
        entries.push({ slot, batch, watched, factors: factorsOf(request), numbers: slot.takenNumbers() });
      } catch (error) {
        slot.refuse(error);
      }
    }
    if (entries.length === first) break;
    dispatches.push(...dispatchesOf(gpu, form.shape, entries, first, cuts));
    if (words > enough) break;
  }
  if (entries.length === 0) return null;
  const { data, recordOf } = packAll(entries);
  return {
    entries,
    dispatches,
    steps: Math.max(...dispatches.map(({ size }) => size.steps)),
    data,
    assignments: assignmentsOf(entries, recordOf),
  };
}

function assignmentsOf(entries: readonly Entry[], recordOf: ReadonlyMap<Batch, number>): Uint32Array {
  const words = new Uint32Array(ASSIGNMENT_WORDS * entries.length);
  for (const [index, { slot, batch, watched, factors, numbers }] of entries.entries()) {
    const own = assignmentWords(
      { record: recordOf.get(batch)!, lane: slot.index, watched },
      factors,
      numbers,
    );
    words.set(own, ASSIGNMENT_WORDS * index);
  }
  return words;
}

/**
 * Checks the form.
 * @throws RangeError where the batch is not of the form of those before
 */
function checkForm({ shape, sequences }: CohortForm, batch: Batch): void {
  const { inputs, outputs, loss, symbolBits } = shape;
  if (
    batch.sequences !== sequences ||
    batch.inputs !== inputs ||
    batch.outputs !== outputs ||
    batch.loss !== loss ||
    symbolBitsOf(batch) !== symbolBits
  ) {
    throw new RangeError('the batches of a descent have all the same form and the same number of sequences');
  }
}

/** Dispatches of a layer, whose entries begin at `first`. */
function dispatchesOf(
  gpu: Gpu,
  shape: KernelShape,
  entries: readonly Entry[],
  first: number,
  cuts: ReadonlyMap<Batch, readonly Range[]>,
): Dispatch[] {
  return Array.from(together(gpu, shape, entries, first, cuts), ([from, slots]) => {
    const some = entries.slice(from, from + slots);
    return {
      first: from,
      slots,
      omegaSlots: some.filter(({ slot }) => slot.isRegularised).length,
      ranges: slots === 1 ? cuts.get(some[0]!.batch)! : [wholeOf(some)],
      size: largest(some.flatMap(({ batch }) => cuts.get(batch)!.map((range) => sizeOf(batch, range)))),
      watched: some.some(({ watched }) => watched),
    };
  });
}

/** Cuts the entries from `first` on into runs that fit side by side: `[from, slots]`. */
function* together(
  gpu: Gpu,
  shape: KernelShape,
  entries: readonly Entry[],
  first: number,
  cuts: ReadonlyMap<Batch, readonly Range[]>,
): Iterable<readonly [number, number]> {
  let from = first;
  let size: SlotSize | null = null;
  for (let index = first; index < entries.length; index++) {
    const { batch } = entries[index]!;
    const ranges = cuts.get(batch)!;
    const own = sizeOf(batch, ranges[0]!);
    const isWhole = ranges.length === 1;
    if (size !== null) {
      const both = largest([size, own]);
      if (isWhole && slotsFitting(gpu, shape, both, 'training') > index - from) {
        size = both;
        continue;
      }
      yield [from, index - from];
      from = index;
    }
    if (isWhole) {
      size = own;
    } else {
      yield [index, 1];
      from = index + 1;
      size = null;
    }
  }
  if (size !== null) yield [from, entries.length - from];
}

const sizeOf = (batch: Batch, { count, answers }: Range): SlotSize => ({
  rows: count * batch.steps,
  answers,
  sequences: batch.sequences,
  steps: batch.steps,
});

/** Range of all sequences of batches of equally many. */
const wholeOf = (entries: readonly Entry[]): Range => ({
  first: 0,
  count: entries[0]!.batch.sequences,
  answers: Math.max(...entries.map(({ batch }) => batch.scoredSteps)),
});

/** Packs each batch once, for all slots that work on it. */
function packAll(entries: readonly Entry[]) {
  const recordOf = new Map<Batch, number>();
  let words = 0;
  for (const { batch } of entries) {
    if (recordOf.has(batch)) continue;
    recordOf.set(batch, words);
    words += packedWords(batch);
  }
  const data = new Uint32Array(words);
  for (const [batch, record] of recordOf) packBatch(batch, data, record);
  return { data, recordOf };
}
