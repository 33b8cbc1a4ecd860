/**
 * Replay of a trial's search. A run file keeps the best net of each trial, not those before it; since all its streams are
 * addressed by names, the same search is made again up to any cost, with the same bits on the device that it was played on.
 */
import type { Device } from '../../engine/device.ts';
import type { BirthWatcher } from '../../learners/genetic/births.ts';
import type { Search, Snapshot } from '../../learners/learner.ts';
import type { Solution } from '../../nets/solution.ts';
import { prepareEpisodes } from '../../tasks/prepare-episodes.ts';
import { builtIn } from '../../tournament/spec/catalogue.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import { incumbentOf } from '../../tournament/trial/incumbent.ts';
import { assembleTrial, makeProblem, type TrialParts } from '../../tournament/trial/problem.ts';

/** Reason, as one clause, why a trial cannot be replayed; null where it can. */
export function lacksReplay({ task, contestant }: Pick<TrialSpec, 'task' | 'contestant'>): string | null {
  if (task.module !== undefined) return `task ${task.label} comes from a file`;
  // Its rate follows validations, which a replay does not make.
  if (contestant.settings.schedule === 'halving')
    return `contestant ${contestant.name} halves its learning rate by validations`;
  return null;
}

export interface ReplayStart {
  /** Snapshot to go on from, and the MACs that it has cost; left out: the beginning. */
  readonly from?: { readonly snapshot: Snapshot; readonly macs: number };
  readonly births?: BirthWatcher;
}

/** Search of a trial under way once more. */
export class Replay {
  readonly #parts: TrialParts;
  readonly #device: Device;
  readonly #search: Search;
  #macs: number;
  #evaluations = 0;
  #isOver = false;

  private constructor(parts: TrialParts, device: Device, search: Search, macs: number) {
    this.#parts = parts;
    this.#device = device;
    this.#search = search;
    this.#macs = macs;
  }

  /** @throws UserError on a name that this version does not know */
  static async begin(trial: TrialSpec, device: Device, { from, births }: ReplayStart = {}): Promise<Replay> {
    const parts = assembleTrial(trial, builtIn);
    await prepareEpisodes(parts.task);
    const made = makeProblem(trial, parts, device);
    const problem = births === undefined ? made : { ...made, births };
    const search = await parts.learner.start(problem, parts.settings, from?.snapshot);
    return new Replay(parts, device, search, from?.macs ?? 0);
  }

  /** MACs so far, from the trial's beginning. */
  get macs(): number {
    return this.#macs;
  }

  /** Evaluations since this replay began. */
  get evaluations(): number {
    return this.#evaluations;
  }

  /** True where the search cannot go on. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Makes one step. */
  async step(): Promise<void> {
    const { macs, evaluations, stop } = await this.#search.step();
    this.#macs += macs;
    this.#evaluations += evaluations;
    this.#isOver = stop !== undefined;
  }

  /** Steps until so many MACs are spent, or the search cannot go on. */
  async until(macs: number, pause: () => Promise<void>): Promise<void> {
    for (let steps = 1; this.#macs < macs && !this.#isOver; steps++) {
      await this.step();
      if (steps % 64 === 0) await pause();
    }
    await this.#search.settle?.();
  }

  /** Incumbent, copied. */
  incumbent(): Solution {
    return incumbentOf(this.#search, this.#parts, this.#device);
  }

  snapshot(): Snapshot {
    return this.#search.snapshot();
  }

  close(): void {
    this.#search.close?.();
  }
}
