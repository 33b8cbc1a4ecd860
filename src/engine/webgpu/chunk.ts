/**
 * Updates that are handed to the GPU at once: round after round, in each the next update of every lane that has one.
 * In a round the lanes with Ω come first, and what fits side by side makes a portion; a batch that does not fit whole
 * is a portion by itself, in several runs of its sequences.
 */
import type { Batch } from '../batch.ts';
import type { DescentLane } from './descent-lane.ts';
import type { Gpu } from './gpu.ts';
import type { KernelShape } from './kernels/kernel.ts';
import { packBatch, packedWords } from './packed-batch.ts';
import { cutSequences, largest, type PlaceSize, placesFitting, type Range } from './sizes.ts';
import { ASSIGNMENT_WORDS } from './words.ts';

/** One update of a lane. */
export interface Entry {
  readonly lane: DescentLane;
  readonly batch: Batch;
  readonly watched: boolean;
}

export interface Portion {
  /** The first place's entry in the chunk. */
  readonly first: number;
  readonly places: number;
  readonly omegaPlaces: number;
  /** At least one. */
  readonly ranges: readonly Range[];
  readonly watched: boolean;
}

export interface Chunk {
  readonly entries: readonly Entry[];
  readonly portions: readonly Portion[];
  /** What every place of the chunk has room for, and places at most. */
  readonly size: PlaceSize;
  readonly places: number;
  /** All batches, packed, and the assignments of the entries. */
  readonly data: Uint32Array;
  readonly assignments: Uint32Array;
}

/** Takes updates from the lanes, so many rounds at most. Null where no lane has any. */
export function takeChunk(
  gpu: Gpu,
  shape: KernelShape,
  lanes: readonly DescentLane[],
  rounds: number,
): Chunk | null {
  const ordered = [...lanes].sort((a, b) => Number(b.isRegularised) - Number(a.isRegularised));
  const entries: Entry[] = [];
  const portions: Portion[] = [];
  const sizes: PlaceSize[] = [];
  const cuts = new Map<Batch, readonly Range[]>();
  for (let round = 0; round < rounds; round++) {
    const first = entries.length;
    for (const lane of ordered) {
      const request = lane.take();
      if (request !== null) entries.push({ lane, batch: request.batch, watched: request.stateNorms });
    }
    if (entries.length === first) break;
    for (const { batch } of entries.slice(first)) {
      if (batch.sequences !== entries[0]!.batch.sequences) {
        throw new RangeError('the batches of a descent have all the same number of sequences');
      }
      if (!cuts.has(batch)) cuts.set(batch, cutSequences(gpu, shape, batch, 'training'));
    }
    for (const [from, places] of together(gpu, shape, entries, first, cuts)) {
      const some = entries.slice(from, from + places);
      const own = some.flatMap(({ batch }) => cuts.get(batch)!.map((range) => sizeOf(batch, range)));
      sizes.push(...own);
      portions.push({
        first: from,
        places,
        omegaPlaces: some.filter(({ lane }) => lane.isRegularised).length,
        ranges: places === 1 ? cuts.get(some[0]!.batch)! : [wholeOf(some)],
        watched: some.some(({ watched }) => watched),
      });
    }
  }
  if (entries.length === 0) return null;
  const { data, recordOf } = packAll(entries);
  return {
    entries,
    portions,
    size: largest(sizes),
    places: Math.max(...portions.map(({ places }) => places)),
    data,
    assignments: Uint32Array.from({ length: entries.length * ASSIGNMENT_WORDS }, (_, word) => {
      const { lane, batch, watched } = entries[Math.floor(word / ASSIGNMENT_WORDS)]!;
      return [recordOf.get(batch)!, lane.index, Number(watched)][word % ASSIGNMENT_WORDS]!;
    }),
  };
}

/** Cuts the entries from `first` on into runs that fit side by side: `[from, places]`. */
function* together(
  gpu: Gpu,
  shape: KernelShape,
  entries: readonly Entry[],
  first: number,
  cuts: ReadonlyMap<Batch, readonly Range[]>,
): Iterable<readonly [number, number]> {
  let from = first;
  let sizes: PlaceSize[] = [];
  for (let index = first; index < entries.length; index++) {
    const { batch } = entries[index]!;
    const ranges = cuts.get(batch)!;
    const size = sizeOf(batch, ranges[0]!);
    const isWhole = ranges.length === 1;
    const fits = placesFitting(gpu, shape, largest([...sizes, size]), 'training') > sizes.length;
    if (sizes.length > 0 && !(isWhole && fits)) {
      yield [from, sizes.length];
      from = index;
      sizes = [];
    }
    if (isWhole) sizes.push(size);
    else {
      yield [index, 1];
      from = index + 1;
    }
  }
  if (sizes.length > 0) yield [from, sizes.length];
}

const sizeOf = (batch: Batch, { count, answers }: Range): PlaceSize => ({
  rows: count * batch.steps,
  answers,
  sequences: batch.sequences,
  steps: batch.steps,
});

/** All sequences of batches of equally many. */
const wholeOf = (entries: readonly Entry[]): Range => ({
  first: 0,
  count: entries[0]!.batch.sequences,
  answers: Math.max(...entries.map(({ batch }) => batch.scoredSteps)),
});

/** Each batch once, however many lanes work on it. */
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
