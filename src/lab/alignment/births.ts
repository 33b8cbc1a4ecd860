/** Births of a genetic search: the steps from the nearer parent to each child, and whether the child was accepted. */
import type { Device } from '../../engine/device.ts';
import type { BirthWatcher } from '../../learners/genetic/births.ts';
import type { Snapshot } from '../../learners/learner.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import { Replay } from '../parts/replay.ts';

export interface BirthStep {
  /** Parameters of the nearer parent, and of the child less these. */
  readonly parent: Float32Array;
  readonly step: Float32Array;
  readonly accepted: boolean;
}

/** Births that were watched. */
export interface Births {
  readonly steps: readonly BirthStep[];
  readonly born: number;
  readonly accepted: number;
}

/** Births after which a search that accepts too few is watched no longer, for each accepted one that is asked for. */
const PATIENCE = 64;

/** Steps after which a search that has told of no birth is one that tells of none. */
const SILENT = 8;

/**
 * Watches the search go on from a snapshot until it has accepted so many children; the births are those of its trial.
 * @returns the accepted ones, and of the others the first so many; null of a search that tells of no births
 */
export async function watchBirths(
  trial: TrialSpec,
  device: Device,
  snapshot: Snapshot | null,
  wanted: number,
  pause: () => Promise<void>,
): Promise<Births | null> {
  const waiting = new Map<number, Omit<BirthStep, 'accepted'>>();
  const kept: BirthStep[] = [];
  let born = 0;
  let accepted = 0;
  const births: BirthWatcher = {
    bred({ number, population: { layout, genes, slots }, first, second, offspring, offset }) {
      const decoded = (of: typeof genes, at: number): Float32Array => {
        const parameters = new Float32Array(layout.parameters);
        layout.decode(of, at, parameters, 0);
        return parameters;
      };
      const child = decoded(offspring, offset);
      const steps = [first, second].map((rank) => {
        const parent = decoded(genes, slots[rank]! * layout.genes);
        return { parent, step: child.map((value, at) => value - parent[at]!) };
      });
      const [one, other] = steps.map(({ step }) => step.reduce((sum, value) => sum + value * value, 0));
      waiting.set(number, steps[one! <= other! ? 0 : 1]!);
    },
    landed(number, _loss, slot) {
      const birth = waiting.get(number);
      waiting.delete(number);
      if (birth === undefined || accepted >= wanted) return;
      born++;
      if (slot !== null) accepted++;
      const isNew = birth.step.some((value) => value !== 0);
      if (isNew && (slot !== null || born - accepted <= wanted))
        kept.push({ ...birth, accepted: slot !== null });
    },
    reevaluated() {},
  };
  const replay = await Replay.begin(trial, device, {
    births,
    ...(snapshot === null ? {} : { from: { snapshot, macs: 0 } }),
  });
  try {
    for (let steps = 1; accepted < wanted && born < PATIENCE * wanted && !replay.isOver; steps++) {
      await replay.step();
      if (born === 0 && waiting.size === 0 && steps === SILENT) return null;
      if (steps % 16 === 0) await pause();
    }
  } finally {
    replay.close();
  }
  return { steps: kept, born, accepted };
}
