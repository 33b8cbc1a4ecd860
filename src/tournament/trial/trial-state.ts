/**
 * State of a trial beside its search: costs, the best validated parameters, the next validation. One Snapshot holds it
 * and the search's own state, so that a checkpoint is all that resuming takes.
 */
import type { Snapshot, StepCost, StepReport } from '../../learners/learner.ts';
import { grows, sizeOf } from '../../nets/trained.ts';
import type { StopReason } from '../../stop-reason.ts';
import { type Criterion, passesGate } from '../spec/criterion.ts';
import type { Examination } from '../spec/examination.ts';
import type { Cost, TrialResult, TrialSpec } from '../spec/tournament.ts';
import { bareChampion, type TrialChampion } from '../spec/trial-champion.ts';

export type Ending = TrialResult['stop'];

export interface TrialState {
  readonly cost: { -readonly [Key in keyof Cost]: Cost[Key] };
  /** MACs at or beyond which the incumbent is validated again. */
  nextValidation: number;
  /** MACs at or beyond which a trial that trains until a share is met takes the next glance; absent in all others. */
  nextGlance?: number;
  /** MACs at the last validation, -1 before the first. */
  validatedAt: number;
  best: Standing | null;
  /** Cost at the first validation that showed success with confidence. */
  shownAt: Cost | null;
  /** Loss of the incumbent on its training data after the last step; NaN before the first. */
  trainingLoss: number;
  /** Cost of the last step, or of its last update where it made several, which predicts the next one's. */
  lastStep: StepCost | null;
  /** End of the search itself. A spent budget is no part of it: another may follow. */
  ending: Ending | null;
  /** Parameters of the contestant's net, as people count them. */
  parameters: number;
}

/** Best validated net so far. */
export interface Standing extends TrialChampion {
  /** Score of the choice before the loss, lower being better: the error, unless the task has a measure for it. */
  readonly score: number;
  readonly error: number;
  readonly loss: number;
  readonly cost: Cost;
}

export const freshState = (parameters: number): TrialState => ({
  cost: { macs: 0, updates: 0, evaluations: 0, sequences: 0, seconds: 0 },
  nextValidation: 0,
  validatedAt: -1,
  best: null,
  shownAt: null,
  trainingLoss: Number.NaN,
  lastStep: null,
  ending: null,
  parameters,
});

/** Counts a step. */
export function addStep(state: TrialState, step: StepReport, seconds: number): void {
  Object.assign(state.cost, costAfter(state.cost, step, seconds));
  const { macs, updates, evaluations, sequences } = step.last ?? step;
  state.trainingLoss = step.loss;
  state.lastStep = { macs, updates, evaluations, sequences };
}

/** Cost with that of a step added. */
export const costAfter = (cost: Cost, step: StepCost, seconds: number): Cost => ({
  macs: cost.macs + step.macs,
  updates: cost.updates + step.updates,
  evaluations: cost.evaluations + step.evaluations,
  sequences: cost.sequences + step.sequences,
  seconds: cost.seconds + seconds,
});

type Examined = Pick<Examination, 'error' | 'loss'> & { readonly score: number };

/**
 * Takes the examined net if it is the best. Returns true where it is. NaN never is. Nets that pass the gate of a
 * criterion that has one come before those that lose it, whatever their scores.
 */
export function takeIfBest(
  state: TrialState,
  { parameters, ...net }: TrialChampion,
  examined: Examined,
  criterion: Criterion,
): boolean {
  const { error, loss, score } = examined;
  if (!Number.isFinite(loss)) return false;
  if (state.best !== null && !isBetter(examined, state.best, criterion)) return false;
  const copy = Float32Array.from(parameters);
  state.best = { ...net, parameters: copy, score, error, loss, cost: { ...state.cost } };
  return true;
}

function isBetter(net: Examined, other: Examined, criterion: Criterion): boolean {
  if (criterion.measure !== undefined) {
    const passes = passesGate(criterion, net.error);
    if (passes !== passesGate(criterion, other.error)) return passes;
  }
  return net.score < other.score || (net.score === other.score && net.loss < other.loss);
}

const SEARCH = 'search/';
/** Array of a snapshot with the parameters of the best validated net. */
export const BEST = 'trial/best';

/** Snapshot of the search and the trial's state in one. Its arrays are copies or the search's own copies. */
export function wrapSnapshot(search: Snapshot, state: TrialState): Snapshot {
  const arrays: Record<string, Snapshot['arrays'][string]> = {};
  for (const [name, array] of Object.entries(search.arrays)) arrays[SEARCH + name] = array;
  if (state.best !== null) arrays[BEST] = state.best.parameters.slice();
  const { best, ...rest } = state;
  const standing = best === null ? null : standingOf(best);
  return { arrays, values: { search: search.values, trial: { ...rest, cost: { ...rest.cost }, standing } } };
}

/** Stored form; the score is left out where it is the error. */
type StoredStanding = Omit<Standing, 'parameters' | 'score'> & { readonly score?: number };

const standingOf = ({ error, loss, score, cost, net, origin }: Standing): StoredStanding => ({
  error,
  loss,
  ...(score === error ? {} : { score }),
  cost: { ...cost },
  ...(net === undefined ? {} : { net }),
  ...(origin === undefined ? {} : { origin }),
});

/** Splits a snapshot of `wrapSnapshot`. */
export function unwrapSnapshot(snapshot: Snapshot): { search: Snapshot; state: TrialState } {
  const own = Object.entries(snapshot.arrays).filter(([name]) => name.startsWith(SEARCH));
  const arrays = Object.fromEntries(own.map(([name, array]) => [name.slice(SEARCH.length), array]));
  const { standing, ...rest } = snapshot.values.trial as Omit<TrialState, 'best'> & {
    standing: StoredStanding | null;
  };
  const best =
    standing === null
      ? null
      : { score: standing.error, ...standing, parameters: Float32Array.from(snapshot.arrays[BEST]!) };
  const values = snapshot.values.search as Snapshot['values'];
  const trainingLoss = rest.trainingLoss ?? Number.NaN;
  return { search: { arrays, values }, state: { ...rest, trainingLoss, cost: { ...rest.cost }, best } };
}

/** Result of a trial that ends before it is tested, with its standing: stopped by the user, or failed. */
export function untestedResult(
  spec: TrialSpec,
  state: TrialState | null,
  reason: StopReason,
  detail: string,
): TrialResult {
  const best = state?.best ?? null;
  return {
    id: spec.id,
    repetition: spec.repetition,
    stop: { reason, detail },
    solved: false,
    testError: null,
    testLoss: null,
    testMeasures: {},
    cost: { ...(state ?? freshState(0)).cost },
    costToSolve: null,
    parameters: sizeIn(spec, state),
    champion: best && bareChampion(best),
  };
}

/** Parameters of the best net; of the contestant's where there is none, unless that one is a limit alone. */
function sizeIn({ contestant }: TrialSpec, state: TrialState | null): number {
  if (state === null) return 0;
  const { best, parameters } = state;
  if (best === null && grows(contestant.architecture)) return 0;
  return best?.net === undefined ? parameters : sizeOf(best.net);
}

/** Result of a trial that came to its end, and whose task turned out to be at fault. */
export const faultyResult = (result: TrialResult, detail: string): TrialResult => ({
  ...result,
  stop: { reason: 'failed', detail },
  solved: false,
  testError: null,
  testLoss: null,
  testMeasures: {},
  costToSolve: null,
});
