/**
 * Made piano rolls, so that the task can be played without a file: chords walk over the keys by a fixed rule, each for
 * two frames. The next frame follows from the chord and from how long it has sounded.
 */
import { randomStream } from '../../src/random/random.ts';
import type { Part } from '../../src/tasks/define-task.ts';
import type { Frame, Rolls } from './rolls.ts';

/** Chords by their intervals, in half tones above the root, and the half tones to the next one's root. */
const CHORDS = [
  { intervals: [0, 4, 7], step: 5 },
  { intervals: [0, 3, 7], step: -2 },
  { intervals: [0, 3, 6], step: 7 },
  { intervals: [0, 4, 8], step: -3 },
  { intervals: [0, 5, 7], step: 9 },
  { intervals: [0, 2, 7], step: -4 },
] as const;

/** Roots go round within these keys. */
const LOWEST_ROOT = 40;
const ROOTS = 36;
const FRAMES_A_CHORD = 2;
const PIECES = 400;
const SHORTEST = 31;
const PARTS = { training: 0, validation: 1, test: 2 } as const;

/** Frame after one in which the chord has sounded for `held` frames, counting that one. */
export function nextFrame(notes: Frame, held: number): Frame {
  if (held < FRAMES_A_CHORD) return notes;
  const root = Math.min(...notes);
  const chord = CHORDS.findIndex(({ intervals }) =>
    intervals.every((interval) => notes.includes(root + interval)),
  );
  return frameOf(rootAfter(root, CHORDS[chord]!.step), (chord + 1) % CHORDS.length);
}

const rootAfter = (root: number, step: number): number =>
  LOWEST_ROOT + ((root - LOWEST_ROOT + step + ROOTS) % ROOTS);

const frameOf = (root: number, chord: number): Frame =>
  CHORDS[chord]!.intervals.map((interval) => root + interval);

/** Pieces of all parts. The number of frames tells the part, so no piece of one part is one of another. */
export function madeRolls(): Rolls {
  const piecesOf = (part: Part) =>
    Array.from({ length: PIECES }, (_, index) => {
      const random = randomStream('made rolls', part, index);
      const length = SHORTEST + 3 * random.integer(10) + PARTS[part];
      const frames: Frame[] = [frameOf(LOWEST_ROOT + random.integer(ROOTS), random.integer(CHORDS.length))];
      while (frames.length < length) {
        frames.push(nextFrame(frames.at(-1)!, 1 + ((frames.length - 1) % FRAMES_A_CHORD)));
      }
      return frames;
    });
  return { training: piecesOf('training'), validation: piecesOf('validation'), test: piecesOf('test') };
}
