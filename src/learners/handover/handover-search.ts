/**
 * Search of a handover: that of its first part, until a share of the trial's budget is spent; then that of the next one,
 * which begins at the net that the one before it ended with. Costs are those of the parts, and handing over costs nothing.
 *
 *   share of the budget   0 ────────── at ─────────────────── 1
 *   search                first part   │ second part
 *                          its champion ┘ is where it begins
 *
 * A part that hands over at once, at=0, is left out: the part that then begins is what it would be alone.
 */
import type { Solution } from '../../nets/solution.ts';
import type { Measures } from '../inside.ts';
import type { Collect, MayGoOn, Problem, Search, Snapshot, StepCost, StepReport } from '../learner.ts';
import type { Part } from './parts.ts';
import { seededProblem } from './seeded-problem.ts';

export interface Course {
  readonly parts: readonly Part[];
  /** Shares of the budget, one a handing over, that do not fall. */
  readonly shares: readonly number[];
  readonly spread: number;
}

const PART = 'part/';
const START = 'start';
const NOTHING: StepCost = { macs: 0, sequences: 0, updates: 0, evaluations: 0 };

export class HandoverSearch implements Search {
  readonly #problem: Problem;
  readonly #course: Course;
  /** Index of the part that runs, and the net that it began at; null for the one that began. */
  #part: number;
  #start: Float32Array | null = null;
  #search!: Search;
  #cost: StepCost = NOTHING;
  /** Evaluations under way. */
  readonly #underWay = new Set<Collect>();

  private constructor(problem: Problem, course: Course) {
    this.#problem = problem;
    this.#course = course;
    this.#part = course.shares.filter((share) => share === 0).length;
  }

  static async start(problem: Problem, course: Course, snapshot?: Snapshot): Promise<HandoverSearch> {
    const handover = new HandoverSearch(problem, course);
    await handover.#begin(snapshot);
    return handover;
  }

  async step(mayGoOn?: MayGoOn): Promise<StepReport> {
    while (this.#isDue(this.#cost)) await this.#handOver();
    const cost = this.#cost;
    const report = await this.#search.step(
      mayGoOn && ((done, last) => !this.#isDue(sum(cost, done)) && mayGoOn(done, last)),
    );
    this.#cost = sum(cost, report);
    return report;
  }

  validated(loss: number): void {
    this.#search.validated?.(loss);
  }

  async settle(): Promise<void> {
    await this.#search.settle?.();
  }

  champion(): Solution {
    return this.#search.champion();
  }

  /** Measures of the part that runs, and `part`: its number, from 1. */
  inside(): Measures {
    return { part: () => this.#part + 1, ...this.#search.inside() };
  }

  snapshot(): Snapshot {
    const { arrays, values } = this.#search.snapshot();
    return {
      arrays: {
        ...Object.fromEntries(Object.entries(arrays).map(([name, array]) => [PART + name, array])),
        ...(this.#start && { [START]: this.#start.slice() }),
      },
      values: { part: this.#part, cost: { ...this.#cost }, search: values },
    };
  }

  close(): void {
    this.#search.close?.();
  }

  /** True where a search that has cost so much is to hand over. */
  #isDue(cost: StepCost): boolean {
    const share = this.#course.shares[this.#part];
    return share !== undefined && (this.#problem.budgetShare?.(cost) ?? 0) >= share;
  }

  async #begin(snapshot?: Snapshot): Promise<void> {
    if (snapshot === undefined) return await this.#open();
    const { arrays, values } = snapshot;
    this.#part = values.part as number;
    this.#cost = { ...(values.cost as StepCost) };
    this.#start = arrays[START] === undefined ? null : Float32Array.from(arrays[START]);
    const own = Object.entries(arrays).filter(([name]) => name.startsWith(PART));
    await this.#open({
      arrays: Object.fromEntries(own.map(([name, array]) => [name.slice(PART.length), array])),
      values: values.search as Snapshot['values'],
    });
  }

  async #open(snapshot?: Snapshot): Promise<void> {
    const { learner, settings } = this.#course.parts[this.#part]!;
    this.#search = await learner.start(this.#problemOfPart(), settings, snapshot);
  }

  async #handOver(): Promise<void> {
    await this.#search.settle?.();
    this.#start = Float32Array.from(this.#search.champion().parameters);
    this.#search.close?.();
    await this.#drain();
    this.#part++;
    await this.#open();
  }

  #problemOfPart(): Problem {
    const { spread } = this.#course;
    const watched: Problem = {
      ...this.#problem,
      evaluatePopulation: (...given) => {
        const collect = this.#problem.evaluatePopulation(...given);
        this.#underWay.add(collect);
        return () => {
          this.#underWay.delete(collect);
          return collect();
        };
      },
    };
    if (this.#start === null) return watched;
    return seededProblem(watched, { parameters: this.#start, spread, part: this.#part + 1 });
  }

  /** Ends the evaluations that the part before has begun and will not collect: helper threads may be at them. */
  async #drain(): Promise<void> {
    for (const collect of this.#underWay) await collect().catch(() => {});
    this.#underWay.clear();
  }
}

const sum = (one: StepCost, other: StepCost): StepCost => ({
  macs: one.macs + other.macs,
  sequences: one.sequences + other.sequences,
  updates: one.updates + other.updates,
  evaluations: one.evaluations + other.evaluations,
});
