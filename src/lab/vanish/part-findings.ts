/** Findings of one of the three parts of the view (chain, images, recurrent nets), and their common progress. */
import type { LabFindings, LabWork } from '../view.ts';

export type PartFindings = LabFindings;

/** Progress of the whole view, of which each part does some steps. */
export class Progress {
  readonly #work: LabWork;
  readonly #total: number;
  #done = 0;

  constructor(work: LabWork, total: number) {
    this.#work = work;
    this.#total = total;
  }

  /** Adds steps that are done. */
  add(steps: number, doing: string): void {
    this.#done += steps;
    this.within(0, doing);
  }

  /** Tells of steps of a piece of work that is under way; `add` counts them at its end. */
  within(steps: number, doing: string): void {
    this.#work.progress(this.#done + steps, this.#total, doing);
  }
}
