/** Checks before the start: settings that do not fit into this machine, and settings that make the user wait. */
import { totalmem } from 'node:os';
import process from 'node:process';
import { UserError } from '../../errors.ts';
import { quantity } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import { duration } from '../../words/time.ts';
import { type Footprint, footprintsOf } from './footprint.ts';
import type { Draft } from './workload.ts';

/** Resources of the machine for the process. */
export interface Room {
  /** Bytes of memory. */
  readonly memory: number;
  /** Bytes that the kernels of one thread can address; infinite where that is no limit. */
  readonly device: number;
}

/** Bytes of a WebAssembly memory with 32-bit addresses. */
const WASM_MEMORY = 2 ** 32;

/**
 * Resources of this machine.
 * @param device its name; `auto` may become wasm, which is always available
 */
export function roomHere(device: string): Room {
  const limit = process.constrainedMemory();
  // Without a limit it is 0, or larger than any memory.
  const memory = limit > 0 && limit < totalmem() ? limit : totalmem();
  return { memory, device: device === 'wasm' || device === 'auto' ? WASM_MEMORY : Number.POSITIVE_INFINITY };
}

/**
 * Misfits, a line each: trials that need more memory than there is, alone or as many at once as there will be workers.
 */
export function misfits(
  draft: Pick<Draft, 'tasks' | 'contestants' | 'seeds'>,
  workers: number,
  room: Room,
): string[] {
  const prints = footprintsOf(draft);
  const alone = prints.filter(({ bytes, deviceBytes }) => bytes > room.memory || deviceBytes > room.device);
  if (alone.length > 0) {
    return alone.map((print) => {
      const [needed, there] =
        print.bytes > room.memory
          ? [`some ${gigabytes(print.bytes)} of memory`, `${gigabytes(room.memory)} are here`]
          : [
              `some ${gigabytes(print.deviceBytes)} for its kernels`,
              `device wasm has ${gigabytes(room.device)} a thread`,
            ];
      return `${nameOf(print, draft)}: a trial needs ${needed} and ${there} (${sizesOf(print)})`;
    });
  }
  const atOnce = largestAtOnce(prints, draft.seeds, workers);
  const together = sum(atOnce);
  if (together <= room.memory) return [];
  let fitting = 1;
  while (fitting < atOnce.length && sum(atOnce.slice(0, fitting + 1)) <= room.memory) fitting++;
  return [
    `${counted(atOnce.length, 'trial')} at once may need some ${gigabytes(together)} of memory and ` +
      `${gigabytes(room.memory)} are here (${nameOf(atOnce[0]!, draft)}: ${sizesOf(atOnce[0]!)}); ` +
      `--workers ${fitting} fits`,
  ];
}

/** Trials that take the most memory, as many as are played at once. */
const largestAtOnce = (prints: readonly Footprint[], seeds: number, workers: number): Footprint[] =>
  prints
    .flatMap((print) => Array.from({ length: Math.min(workers, seeds) }, () => print))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, workers);

/** Bytes of the trials that take the most memory, as many as are played at once. */
export const bytesAtOnce = (draft: Pick<Draft, 'tasks' | 'contestants' | 'seeds'>, workers: number): number =>
  sum(largestAtOnce(footprintsOf(draft), draft.seeds, workers));

/**
 * Requires enough memory.
 * @throws UserError with the first misfit
 */
export function requireRoom(
  draft: Pick<Draft, 'tasks' | 'contestants' | 'seeds'>,
  workers: number,
  room: Room,
): void {
  const [first] = misfits(draft, workers, room);
  if (first !== undefined) throw new UserError(first);
}

/** Usual speed of a thread in MACs a second: half the speed of one core of a server at large batches. */
const USUAL_SPEED = 1e10;
/** Most seconds of a wait that needs no explanation. */
const PATIENCE_SECONDS = 5;

/** Notes on long waits before the first sign of a search: a validation and one step. At most three. */
export function waitingNotes(draft: Pick<Draft, 'tasks' | 'contestants'>): string[] {
  const slow = footprintsOf(draft)
    .map((print) => ({ print, seconds: (print.validationMacs + print.stepMacs) / USUAL_SPEED }))
    .filter(({ seconds }) => seconds > PATIENCE_SECONDS)
    .sort((a, b) => b.seconds - a.seconds);
  const told = slow.slice(0, 3).map(({ print, seconds }) => {
    const { stepMacs, stepNoun, validationMacs } = print;
    return (
      `${nameOf(print, draft)} is heavy: its first validation takes ${quantity(validationMacs, 'MAC')}, each ` +
      `${stepNoun} ${quantity(stepMacs, 'MAC')}; until both are done, some ${duration(seconds)} at ` +
      `${quantity(USUAL_SPEED, 'MAC')}/s, nothing is heard of it`
    );
  });
  const more = slow.length - told.length;
  return more === 0 ? told : [...told, `and ${more} more are heavy`];
}

/** Footprint of work so large that measuring devices with it takes more than a moment; null where there is none. */
export const isSlowToMeasure = (draft: Pick<Draft, 'tasks' | 'contestants'>): Footprint | null =>
  footprintsOf(draft).find(({ parameters }) => parameters > 2e6) ?? null;

/** Line before devices are measured with such a net. */
export const measuringLine = (contestant: string): string =>
  `measuring how fast this machine is at ${contestant}, which takes a while`;

const sum = (prints: readonly Footprint[]): number => prints.reduce((total, { bytes }) => total + bytes, 0);

const nameOf = ({ task, contestant }: Footprint, { tasks }: Pick<Draft, 'tasks'>): string =>
  tasks.length === 1 ? contestant : `${contestant} on ${task}`;

const sizesOf = ({ sequences, steps, parameters }: Footprint): string =>
  `batches of ${counted(sequences, 'sequence')} of ${counted(steps, 'step')}, ${counted(parameters, 'parameter')}`;

/** Text of bytes: `512 MB`, `1.2 GB`. */
export const bytesText = (bytes: number): string => (bytes < 1e9 ? quantity(bytes, 'B') : gigabytes(bytes));

/** Text of bytes: `41 GB`, `1.2 GB`. */
const gigabytes = (bytes: number): string =>
  `${(bytes / 1e9).toLocaleString('en', { maximumSignificantDigits: 2 })} GB`;
