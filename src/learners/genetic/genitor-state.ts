/** State of GENITOR between steps as plain data, to and from a snapshot. */
import type { Genes } from '../../../genomes/genome.ts';
import type { Snapshot } from '../learner.ts';
import type { FlightState, Group } from './flight.ts';
import type { Population } from './population.ts';
import { noWorstLosses, type WorstLosses } from './scaling.ts';

/** Number of offspring over which the acceptance rate is taken. */
const RECENT = 1000;

export interface SearchState {
  /** Number of the training batch. */
  batch: number;
  /** True where the population has losses on this batch. */
  evaluated: boolean;
  /** Number of offspring landed so far. */
  landed: number;
  /** Number of evaluations so far that gave a NaN or infinite loss. */
  failed: number;
  /** Multiply-accumulates of breeding that no step has reported yet. */
  breedingMacs: number;
  worst: WorstLosses;
  /** Acceptance of the last offspring, a ring buffer by their number. */
  readonly accepted: Uint8Array;
  /** State of the flight when the search was restored; the flight itself has the present one. */
  readonly flight: FlightState;
}

/** Genomes of each slot of the flight. */
export type Slots = readonly {
  readonly genes: Genes;
  readonly parameters: Float32Array;
  readonly steps: Float64Array;
}[];

export function restoreState(snapshot: Snapshot | undefined): SearchState {
  if (snapshot === undefined) {
    return {
      batch: 0,
      evaluated: false,
      landed: 0,
      failed: 0,
      breedingMacs: 0,
      worst: noWorstLosses(),
      accepted: new Uint8Array(RECENT),
      flight: { born: 0, slot: 0, groups: [] },
    };
  }
  const { arrays, values } = snapshot;
  const ever = values.worstEver as number | null;
  return {
    batch: values.batch as number,
    evaluated: values.evaluated as boolean,
    landed: values.landed as number,
    failed: values.failed as number,
    breedingMacs: (values.breedingMacs as number | undefined) ?? 0,
    worst: { recent: values.worstRecent as number[], ever: ever ?? Number.NEGATIVE_INFINITY },
    accepted: Uint8Array.from(arrays.accepted!),
    flight: values.flight as FlightState,
  };
}

/** Copy of the whole state; JSON has no -Infinity, so a worst loss not known yet is null. */
export function saveState(state: SearchState, population: Population, offspring: Slots): Snapshot {
  const { genes: length, parameters } = population.layout;
  const { groups } = state.flight;
  const flying = population.layout.allocate(groups.reduce((sum, { count }) => sum + count, 0));
  const steps: number[] = [];
  let filled = 0;
  for (const { slot, count } of groups) {
    flying.set(offspring[slot]!.genes.subarray(0, count * length), filled);
    steps.push(...offspring[slot]!.steps.subarray(0, count));
    filled += count * length;
  }
  return {
    arrays: {
      genes: population.genes.slice(),
      steps: population.steps.slice(),
      losses: population.losses.slice(),
      slots: population.slots.slice(),
      accepted: state.accepted.slice(),
      flyingGenes: flying,
      flyingSteps: Float64Array.from(steps),
    },
    values: {
      parameters,
      batch: state.batch,
      evaluated: state.evaluated,
      landed: state.landed,
      failed: state.failed,
      ...(state.breedingMacs > 0 && { breedingMacs: state.breedingMacs }),
      worstRecent: [...state.worst.recent],
      worstEver: Number.isFinite(state.worst.ever) ? state.worst.ever : null,
      flight: state.flight,
    },
  };
}

/** Fills the population and the slots of the groups in flight from a snapshot. */
export function restorePopulation(
  { arrays }: Snapshot,
  population: Population,
  offspring: Slots,
  groups: readonly Group[],
): void {
  const { layout, genes, steps, losses, slots } = population;
  genes.set(arrays.genes!);
  steps.set(arrays.steps!);
  losses.set(arrays.losses!);
  slots.set(arrays.slots!);
  let born = 0;
  for (const { slot, count } of groups) {
    const home = offspring[slot]!;
    home.genes.set(arrays.flyingGenes!.subarray(born * layout.genes, (born + count) * layout.genes));
    home.steps.set(arrays.flyingSteps!.subarray(born, born + count));
    for (let index = 0; index < count && !layout.direct; index++) {
      layout.decode(home.genes, index * layout.genes, home.parameters, index * layout.parameters);
    }
    born += count;
  }
}
