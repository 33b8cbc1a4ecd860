/** Types of the benchmark suites of `genoprop bench`, and their context. */
import type { DeviceChoice } from '../src/engine/choose.ts';
import type { Device } from '../src/engine/device.ts';
import type { Present } from '../src/engine/presence.ts';
import type { CardLimits } from './gpu/limits.ts';

/** Figure of a measurement. */
export interface Figure {
  /** Work that was measured, with its sizes. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Half the interquartile range over the median; absent where the figure is counted or derived. */
  readonly spread?: number;
  /** The same work by a peer in the same run, in the same unit. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** Ratio to the peer: above 1 is better, in either direction of the unit. */
  readonly ratio?: number;
  /** Goal, for people to read. */
  readonly goal?: string;
  /** Note on the rest of the time, or on a missing part. */
  readonly note?: string;
  /** Numbers in the note, for programs to read. */
  readonly numbers?: Readonly<Record<string, number>>;
}

export interface BenchContext {
  readonly device: DeviceChoice;
  /** Hardware of the device. */
  readonly hardware: Pick<Present, 'hardware' | 'kind'>;
  /** Scale. small: sizes that are done in a moment, for devices in software, and for checks that all works. */
  readonly scale: 'full' | 'small';
  /** Pattern of the checks and of the jobs of descents that are wanted; null: all, with peers. */
  readonly only: RegExp | null;
  /** Folder of another build of genoprop to compare updates with; null: none. */
  readonly against: string | null;
  /** Seconds to spend on each comparison. */
  readonly seconds: number;
  /** Strict multiply-and-add peak of one core, GFLOP/s, measured in this run; null before it is. */
  peak: number | null;
  /** Opens the device, the same for all suites, which leave it open. */
  open(): Promise<Device>;
  /** Closes the device after a failure on it; the next `open` makes a fresh one. */
  abandon(): Promise<void>;
  /** Limits of the GPU, measured once; null on a device whose kernels are not genoprop's own. */
  limits(): Promise<CardLimits | null>;
  /** Writes a line that stays. */
  print(line: string): void;
  /** Shows the work under way on an interactive terminal. */
  tell(what: string): void;
}

export interface Suite {
  readonly name: string;
  readonly summary: string;
  /** Title of a section of RESULTS.md of its own; default: that of the device, with the other suites. */
  readonly section?: string;
  /** Reason why the suite has no meaning on this device; null where it has. */
  skips(context: BenchContext): Promise<string | null> | string | null;
  /** Runs the suite, yielding each figure at once. */
  run(context: BenchContext): AsyncIterable<Figure>;
}

/** Share of the peak as a note. */
export function ofPeak(gflops: number, { peak }: BenchContext): string {
  return peak === null ? '' : `${((100 * gflops) / peak).toFixed(0)} % of this core's peak`;
}

/** Reason to skip a suite that measures the processor. */
export const onlyWasm = ({ device }: BenchContext): string | null =>
  device.name === 'wasm' ? null : `it measures the processor under the wasm device, not ${device.name}`;
