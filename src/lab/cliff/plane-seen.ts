/** Findings on the plane of a run: values, corners, steps and populations, from which figures and words are made. */
import type { Anchors } from './anchors.ts';
import type { LengthBatch } from './lengths.ts';
import type { Plane, PlaneGrid, Projection } from './plane.ts';
import type { KeptValues } from './plane-values.ts';

/** Points of a straight line between two corners. */
export const EDGE_POINTS = 65;

/** Point of a descent that was made again. */
export interface StepSeen extends Projection {
  /** E on the sequences of the plane; null where it is not finite. */
  readonly error: number | null;
}

export interface PlanePath {
  /** Threshold of its clipping; 0: none. */
  readonly threshold: number;
  /** True for the threshold that the trial had. */
  readonly isOwn: boolean;
  readonly points: readonly { readonly update: number; readonly seen: StepSeen }[];
  readonly exploded: string | null;
}

export interface PlanePopulation {
  readonly name: string;
  readonly points: readonly Projection[];
}

/** Corner of the plane, as its own net has it. */
export interface Corner {
  readonly name: string;
  readonly place: { readonly x: number; readonly y: number };
  /** E by the losses of the sequences. */
  readonly error: number;
  /** Half of the 95 % interval of E. */
  readonly margin: number;
  readonly norm: number | null;
  readonly testError: number | null;
}

export interface PlaneSeen {
  readonly anchors: Anchors;
  readonly plane: Plane;
  readonly grid: PlaneGrid;
  readonly corners: readonly Corner[];
  readonly lengths: readonly LengthBatch[];
  /** Surfaces by length, as `lengths`. */
  readonly surfaces: readonly KeptValues[];
  /** E along start → end, start → best, end → best, by length. */
  readonly edges: readonly (readonly KeptValues[])[];
  readonly paths: readonly PlanePath[];
  readonly populations: readonly PlanePopulation[];
  readonly notes: readonly string[];
  readonly macs: number;
}
