/** What `genoprop bench` is made of: suites that give figures. */
import type { DeviceChoice } from '../src/engine/index.ts';

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
}

export interface BenchContext {
  readonly device: DeviceChoice;
  /** Seconds to spend on each comparison. */
  readonly seconds: number;
  /** Strict multiply-and-add peak of one core, GFLOP/s, measured in this run; null before it is. */
  peak: number | null;
}

export interface Suite {
  readonly name: string;
  readonly summary: string;
  run(context: BenchContext): Promise<Figure[]>;
}

/** Share of the peak as a note. */
export function ofPeak(gflops: number, { peak }: BenchContext): string {
  return peak === null ? '' : `${((100 * gflops) / peak).toFixed(0)} % of this core's peak`;
}
