/** Piano rolls: pieces as rows of 88 zeros and ones, cut into sequences whose frames all weigh the same. */
import type { Part, Sequence } from '../../src/tasks/define-task.ts';

/** MIDI number of the lowest key, and the number of keys: a grand piano, A0 to C8. */
export const LOWEST = 21;
export const KEYS = 88;

/** Notes that sound in one frame, as MIDI numbers. */
export type Frame = readonly number[];
/** Pieces of each part. */
export type Rolls = Readonly<Record<Part, readonly (readonly Frame[])[]>>;

/** Cutting of pieces into sequences. */
export interface Cut {
  /** Most predicted frames of a training sequence; pieces of the other parts stay whole. */
  readonly chunk: number;
  /** True where the first frame of a piece is predicted too, from silence. */
  readonly first: boolean;
  /** True where states are carried on from chunk to chunk, so that the first of each piece must begin anew. */
  readonly carry?: boolean;
}

/** Sequences of one part: in each the input is a frame, and the target the next one. */
export interface CutPart {
  readonly count: number;
  /** Number of predicted frames. */
  readonly frames: number;
  sequence(index: number): Sequence;
}

/** Rows of a piece: `rows[0]` is silence, `rows[t]` frame t from 1, `[88]` each, end to end in `bytes`. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly rows: readonly Uint8Array[];
}

function pieceOf(frames: readonly Frame[]): Piece {
  const bytes = new Uint8Array((frames.length + 1) * KEYS);
  for (const [t, notes] of frames.entries())
    for (const note of notes) bytes[(t + 1) * KEYS + note - LOWEST] = 1;
  const rows = Array.from({ length: frames.length + 1 }, (_, t) => bytes.subarray(t * KEYS, (t + 1) * KEYS));
  return { bytes, rows };
}

/**
 * Cuts the pieces of a part. A sequence's loss is the sum over its frames, weighted so that the mean over all
 * sequences of the part is the loss a frame, whatever piece a frame is in.
 */
export function cutPart(
  pieces: readonly (readonly Frame[])[],
  part: Part,
  { chunk, first, carry = false }: Cut,
): CutPart {
  const cuts: { readonly piece: Piece; readonly from: number; readonly to: number }[] = [];
  const start = first ? 0 : 1;
  let frames = 0;
  for (const piece of pieces.map(pieceOf)) {
    const end = piece.rows.length - 1;
    const size = part === 'training' ? chunk : end;
    for (let from = start; from < end; from += size) {
      const to = Math.min(end, from + size);
      cuts.push({ piece, from, to });
      frames += to - from;
    }
  }
  const weight = cuts.length / frames;
  return {
    count: cuts.length,
    frames,
    sequence(index) {
      const { piece, from, to } = cuts[index % cuts.length]!;
      return {
        inputs: piece.bytes.subarray(from * KEYS, to * KEYS),
        targets: piece.rows.slice(from + 1, to + 1),
        weight,
        ...(carry && from === start ? { begins: true } : {}),
      };
    },
  };
}

/**
 * Marginal predictor: for each key the probability (c + 1) / (F + 2), from the c of F training frames in which it
 * sounds, `[88]`.
 */
export function marginal(training: readonly (readonly Frame[])[]): Float64Array {
  const counts = new Float64Array(KEYS);
  let frames = 0;
  for (const piece of training) {
    frames += piece.length;
    for (const notes of piece) for (const note of notes) counts[note - LOWEST]! += 1;
  }
  return counts.map((count) => (count + 1) / (frames + 2));
}
