/** Benchmark suites of `genoprop bench`: suites that give figures. */
import type { DeviceChoice } from '../src/engine/choose.ts';
import type { Device } from '../src/engine/device.ts';
import type { Present } from '../src/engine/presence.ts';
import type { CardLimits } from './gpu/limits.ts';

/** One measured figure. */
export interface Figure {
  /** What was measured, with its sizes. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Half the interquartile range over the median; absent where the figure is counted or derived. */
  readonly spread?: number;
  /** The same work by a peer in the same run, in the same unit. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** How many times better than the peer: above 1 is better, whichever way the unit points. */
  readonly ratio?: number;
  /** What is aimed at, for people to read. */
  readonly goal?: string;
  /** Where the rest goes, or why something is missing. */
  readonly note?: string;
  /** What the note is made of, for programs to read. */
  readonly numbers?: Readonly<Record<string, number>>;
}

export interface BenchContext {
  readonly device: DeviceChoice;
  /** What the device computes on. */
  readonly hardware: Pick<Present, 'hardware' | 'kind'>;
  /** small: sizes that are done in a moment, for what computes in software, and to see that all works. */
  readonly scale: 'full' | 'small';
  /** Seconds to spend on each comparison. */
  readonly seconds: number;
  /** Strict multiply-and-add peak of one core, GFLOP/s, measured in this run; null before it is. */
  peak: number | null;
  /** The device, the same for all suites, which leave it open. */
  open(): Promise<Device>;
  /** Closes it, as something went wrong on it; the next `open` gives a fresh one. */
  abandon(): Promise<void>;
  /** What the GPU can do at best, measured once; null on a device whose kernels are not genoprop's own. */
  limits(): Promise<CardLimits | null>;
  /** Writes a line that stays. */
  print(line: string): void;
  /** Shows what is under way, where somebody watches. */
  tell(what: string): void;
}

export interface Suite {
  readonly name: string;
  readonly summary: string;
  /** Why it means nothing on this device; null where it does. */
  skips(context: BenchContext): Promise<string | null> | string | null;
  /** Gives each figure as soon as it is there. */
  run(context: BenchContext): AsyncIterable<Figure>;
}

/** Share of the peak as a note. */
export function ofPeak(gflops: number, { peak }: BenchContext): string {
  return peak === null ? '' : `${((100 * gflops) / peak).toFixed(0)} % of this core's peak`;
}

/** For suites that measure the processor. */
export const onlyWasm = ({ device }: BenchContext): string | null =>
  device.name === 'wasm' ? null : `it measures the processor under the wasm device, not ${device.name}`;
