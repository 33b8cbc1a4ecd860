/**
 * Trial: a contestant's search on one task with one seed, stepped until its budget is spent, its task solved, or it
 * cannot go on.
 *
 * The incumbent is validated at costs, never at times, so the results of a trial do not depend on its speed: at the
 * start, then whenever its MACs pass the next of a geometric series, and at the end. The series begins at ten times the
 * cost of a screening, so that validating takes a small share of the time. A trial that trains on after it is solved is
 * then validated at least every twenty whole validations' worth of MACs, so that the moment of the lowest error is not
 * missed: a twentieth of the time at most.
 *
 * A trial that trains until a share is met also takes glances between its validations, for a net that meets it may have
 * lost it again by the next one. A glance is a screening, and a whole validation where the screening meets the share.
 * One that fails leaves no trace, so the cost to solve is unchanged; one that succeeds ends the trial with a
 * validation.
 *
 * A limit in macs, updates or evaluations is kept: a step is not begun that would, costing what the last one cost,
 * exceed it. Where a step is dearer than the last, the limit is exceeded by less than that step. The validation at the
 * end is no part of a trial with a larger budget, so the trial can go on from the snapshot before it as if it had never
 * been made. A limit in seconds counts the time inside the search's steps alone, not validation and test, and ends the
 * trial after the step that reaches it.
 *
 * Updates that take long (Hessian-free optimisation) are made in several steps, which cost nothing until the update is whole:
 * so a trial can be stopped, paused or ended by a limit in seconds within an update, and validations fall between updates.
 */

import { Blamed, oneLine } from '../../blame.ts';
import { monotonicSeconds } from '../../clock.ts';
import type { Awaitable, Device } from '../../engine/device.ts';
import { DeviceLost, RunError, UserError } from '../../errors.ts';
import { turnOfTheEventLoop } from '../../event-loop.ts';
import { callsOf } from '../../learners/calls.ts';
import { forcingFault } from '../../learners/forcing.ts';
import { lookInside } from '../../learners/inside.ts';
import type { Search, Snapshot } from '../../learners/learner.ts';
import { misfit } from '../../learners/misfit.ts';
import { sizeOf } from '../../nets/trained.ts';
import type { StopReason } from '../../stop-reason.ts';
import { prepareEpisodes } from '../../tasks/prepare-episodes.ts';
import { counted } from '../../words/text.ts';
import { reached, spent, wouldExceed } from '../spec/budget.ts';
import type { Catalogue } from '../spec/catalogue.ts';
import { isMet, measureText, scoreOf } from '../spec/criterion.ts';
import { lacksEpisodes } from '../spec/episodes.ts';
import type { Examination } from '../spec/examination.ts';
import { isPromising, isShown, screenSize, validationSize } from '../spec/success.ts';
import type { TrialEvent, TrialResult, TrialSpec } from '../spec/tournament.ts';
import { solutionOf } from '../spec/trial-champion.ts';
import type { BatchStore } from './batch-store.ts';
import { betweenUpdates } from './between-updates.ts';
import type { DrawAhead } from './draw-ahead.ts';
import type { Examiner } from './examine.ts';
import { championOf, incumbentOf } from './incumbent.ts';
import { assembleTrial, makeProblem, type PopulationEvaluator, type TrialParts } from './problem.ts';
import {
  addStep,
  type Ending,
  freshState,
  type TrialState,
  takeIfBest,
  untestedResult,
  unwrapSnapshot,
  wrapSnapshot,
} from './trial-state.ts';

/** Control of the trial between steps. */
export type TrialControl = 'go on' | 'stop' | 'pause';

export interface TrialContext {
  readonly catalogue: Catalogue;
  readonly device: Device;
  readonly examiner: Examiner;
  /** Evaluator of populations; the device itself where left out. */
  readonly evaluatePopulation?: PopulationEvaluator;
  /** Cache of batches shared with the other trials of the thread. */
  readonly batches?: BatchStore;
  readonly ahead?: DrawAhead;
  /** Snapshot from a `checkpoint` event of the same trial. */
  readonly resume?: Snapshot;
  /** True to make one update a step, so that no batch is drawn while the device is at another update. */
  readonly oneUpdateAStep?: boolean;
  /** Reads the control, between updates and between the batches of an examination. */
  readonly control?: () => TrialControl;
  /** Returns when the control is no longer `pause`; called between steps, so that a pause costs no time. */
  readonly waitOutPause?: () => Awaitable<void>;
  emit(event: TrialEvent): void;
}

/** Reason for the end of a trial that was asked to stop. */
export const STOPPED = 'the run was stopped';

const VALIDATION_SPACING = 1.1;
const FIRST_VALIDATION_IN_SCREENINGS = 10;
const VALIDATIONS_BETWEEN_LATE_ONES = 20;
/** MACs between two glances, in MACs of a screening; and in MACs of the glance, where it was more than a screening. */
const SCREENINGS_BETWEEN_GLANCES = 20;
const GLANCES_BETWEEN_GLANCES = 5;
const SECONDS_BETWEEN_PROGRESS = 1 / 8;

/**
 * Runs the trial to its end. An error of its task or learner becomes a result that says `failed`, with a line that
 * names the culprit.
 * @throws DeviceLost where the device is gone: on another one the trial goes on from its last checkpoint
 */
export async function runTrial(spec: TrialSpec, context: TrialContext): Promise<TrialResult> {
  const run: Run = { spec, context, state: null, extendable: false };
  const result = await conduct(run).catch((error: unknown) =>
    untestedResult(spec, run.state, ...endingOf(error, run)),
  );
  context.emit({ type: 'finished', id: spec.id, result, ...(run.extendable ? { extendable: true } : {}) });
  return result;
}

/** Trial under way. The state is here, outside `conduct`, so that a failed trial keeps its standing. */
interface Run {
  readonly spec: TrialSpec;
  readonly context: TrialContext;
  state: TrialState | null;
  /** True where its budget has ended it. */
  extendable: boolean;
}

/**
 * Ending after an error. Threads are ended under a trial that does not stop in time, so an error then is no failure.
 */
function endingOf(error: unknown, { spec, context }: Run): [StopReason, string] {
  if (context.control?.() === 'stop') return ['stopped', STOPPED];
  if (error instanceof DeviceLost) throw error;
  const named = error instanceof Blamed || error instanceof UserError || error instanceof RunError;
  return ['failed', named ? oneLine(error) : `learner ${spec.contestant.learner}: ${oneLine(error)}`];
}

async function conduct(run: Run): Promise<TrialResult> {
  const { spec, context } = run;
  const parts = assembleTrial(spec, context.catalogue);
  const resumed = context.resume === undefined ? null : unwrapSnapshot(context.resume);
  const parameters = sizeOf(parts.net);
  // A former version counted those of a graph otherwise.
  const state = resumed === null ? freshState(parameters) : { ...resumed.state, parameters };
  run.state = state;
  context.emit({ type: 'started', id: spec.id, parameters });
  const unplayable = lacksEpisodes(spec, context.catalogue);
  if (unplayable !== null) throw new Blamed(unplayable);
  const unfit = misfit(parts.learner, parts.net, parts.settings);
  if (unfit !== null) throw new Blamed(`learner ${spec.contestant.learner}: ${unfit}`);
  const { settings, net, shape } = parts;
  const unforceable = forcingFault({
    ...{ settings, net, calls: parts.learner.calls(settings) },
    ...{ task: parts.task.name, isFedBack: shape.feedback !== undefined },
  });
  if (unforceable !== null) throw new Blamed(unforceable);
  const lacking = context.device.lacks(
    parts.net,
    parts.shape,
    callsOf(parts.learner, parts.settings, parts.shape),
  );
  if (lacking !== null) throw new Blamed(`device ${context.device.name}: ${lacking}`);
  await prepareEpisodes(parts.task);
  const problem = makeProblem(spec, parts, context.device, {
    ...context,
    seconds: () => state.cost.seconds,
  });
  const search = await parts.learner.start(problem, parts.settings, resumed?.search);
  try {
    return await pursue(run, parts, state, search);
  } finally {
    search.close?.();
  }
}

async function pursue(run: Run, parts: TrialParts, state: TrialState, search: Search): Promise<TrialResult> {
  const { spec, context } = run;
  const control = context.control ?? (() => 'go on');
  const stopped = () => untestedResult(spec, state, 'stopped', STOPPED);
  const isNew = context.resume === undefined;
  if (isNew && !(await validate(run, parts, state, search))) return stopped();

  let toldAt = monotonicSeconds();
  let spentOn: string | null = null;
  while (state.ending === null) {
    if (control() === 'pause') await context.waitOutPause?.();
    if (control() === 'stop') return stopped();
    spentOn = reached(spec.budget, state.cost) ?? overrun(spec, state);
    if (spentOn !== null) break;
    const mayGoOn = betweenUpdates(spec.budget, state, () => control() === 'go on');
    const began = monotonicSeconds();
    const report = await search.step(context.oneUpdateAStep ? undefined : mayGoOn);
    const now = monotonicSeconds();
    addStep(state, report, now - began);
    state.ending = report.stop ?? null;
    if (now - toldAt >= SECONDS_BETWEEN_PROGRESS) {
      toldAt = now;
      tellProgress(run, state);
      await turnOfTheEventLoop();
    }
    if (state.ending === null && state.cost.macs >= state.nextValidation) {
      if (!(await validate(run, parts, state, search))) return stopped();
    } else if (state.ending === null && state.cost.macs >= (state.nextGlance ?? Number.POSITIVE_INFINITY)) {
      const found = await glance(run, parts, state, search);
      if (found === null || (found && !(await validate(run, parts, state, search)))) return stopped();
    }
  }
  tellProgress(run, state);
  run.extendable = spentOn !== null;
  if (state.ending?.reason !== 'solved' && state.cost.macs !== state.validatedAt) {
    const before = spentOn === null ? null : await standingIn(search, state);
    if (!(await validate(run, parts, state, search, before))) return stopped();
  }
  const ending = state.ending ?? { reason: 'budget', detail: spentOn ?? 'the budget is spent' };
  return (await test(run, parts, state, ending)) ?? stopped();
}

function overrun(spec: TrialSpec, state: TrialState): string | null {
  return state.lastStep === null ? null : wouldExceed(spec.budget, state.cost, state.lastStep);
}

function tellProgress({ spec, context }: Run, state: TrialState): void {
  const { trainingLoss } = state;
  const cost = { ...state.cost };
  const share = Math.min(1, spent(spec.budget, cost));
  context.emit({ type: 'progress', id: spec.id, cost, spent: share, trainingLoss });
}

/** Snapshot, and the MACs of the last validation by then. */
interface Before {
  readonly snapshot: Snapshot;
  readonly snapshotValidatedAt: number;
}

async function standingIn(search: Search, state: TrialState): Promise<Before> {
  await search.settle?.();
  return { snapshot: wrapSnapshot(search.snapshot(), state), snapshotValidatedAt: state.validatedAt };
}

/**
 * Examines the incumbent, takes it if it is the best, and emits the event. False when asked to stop meanwhile, in which
 * case nothing has changed.
 * @param before snapshot to resume from instead of the one after the validation
 */
async function validate(
  { spec, context }: Run,
  parts: TrialParts,
  state: TrialState,
  search: Search,
  before: Before | null = null,
): Promise<boolean> {
  const { examiner } = context;
  const { success } = parts;
  await search.settle?.();
  const incumbent = incumbentOf(search, parts, context.device);
  let examined = await examiner.examine(incumbent, 'validation', screenSize(success));
  if (examined === null) return false;
  const screenMacs = examined.macs;
  if (isPromising(success, examined) && examined.sequences < validationSize(success)) {
    examined = await examiner.examine(incumbent, 'validation', validationSize(success));
    if (examined === null) return false;
  }
  const score = scoreOf(success, examined);
  const champion = championOf(incumbent, parts);
  const best = takeIfBest(state, champion, { ...examined, score }, success);
  state.validatedAt = state.cost.macs;
  search.validated?.(examined.loss);
  state.nextValidation ||= Math.max(1, FIRST_VALIDATION_IN_SCREENINGS * screenMacs);
  while (state.nextValidation <= state.cost.macs) state.nextValidation *= VALIDATION_SPACING;
  if (isShown(success, examined)) {
    state.shownAt ??= { ...state.cost };
    if (isEnough(spec, examined)) state.ending ??= solvedEnding(parts, examined);
  }
  if (spec.toTheEnd !== undefined && state.shownAt !== null) {
    const whole = (screenMacs / screenSize(success)) * success.sequences;
    const late = state.cost.macs + VALIDATIONS_BETWEEN_LATE_ONES * whole;
    state.nextValidation = Math.min(state.nextValidation, late);
  }
  if (typeof spec.toTheEnd?.until === 'number') {
    state.nextGlance = state.cost.macs + SCREENINGS_BETWEEN_GLANCES * screenMacs;
  }
  context.emit({
    type: 'checkpoint',
    id: spec.id,
    checkpoint: {
      cost: { ...state.cost },
      trainingLoss: state.trainingLoss,
      validationLoss: examined.loss,
      validationError: examined.error,
      ...(Object.keys(examined.measures).length === 0 ? {} : { validationMeasures: examined.measures }),
      ...(success.measure === undefined ? {} : { validationScore: score }),
      inside: lookInside(search),
    },
    spent: Math.min(1, spent(spec.budget, state.cost)),
    champion: best ? champion : null,
    ...(before ?? { snapshot: wrapSnapshot(search.snapshot(), state) }),
  });
  return true;
}

/** True where a validation would end the trial now. Null when asked to stop meanwhile. */
async function glance(
  { spec, context: { examiner, device } }: Run,
  parts: TrialParts,
  state: TrialState,
  search: Search,
): Promise<boolean | null> {
  const { success } = parts;
  await search.settle?.();
  const incumbent = incumbentOf(search, parts, device);
  const screened = await examiner.examine(incumbent, 'validation', screenSize(success));
  if (screened === null) return null;
  let between = SCREENINGS_BETWEEN_GLANCES * screened.macs;
  let found = false;
  if (isEnough(spec, screened)) {
    const whole = await examiner.examine(incumbent, 'validation', validationSize(success));
    if (whole === null) return null;
    found = isShown(success, whole) && isEnough(spec, whole);
    between = Math.max(between, GLANCES_BETWEEN_GLANCES * (screened.macs + whole.macs));
  }
  state.nextGlance = state.cost.macs + between;
  return found;
}

/** True where a validation that shows success ends the trial. */
function isEnough({ toTheEnd }: TrialSpec, { error }: Examination): boolean {
  if (toTheEnd === undefined) return true;
  return toTheEnd.until !== null && error <= toTheEnd.until;
}

function solvedEnding({ success, shape }: TrialParts, examined: Examination): Ending {
  const { error, sequences, measures } = examined;
  const [noun, lost] = shape.episode === undefined ? ['sequence', 'wrong'] : ['episode', 'lost'];
  const played = counted(sequences, `validation ${noun}`);
  if (success.measure !== undefined) {
    const mean = measureText(measures[success.measure], success.unit);
    const detail = `mean ${success.measure} ${mean} over ${played}`;
    return { reason: 'solved', detail };
  }
  const wrong = Math.round(error * sequences);
  return { reason: 'solved', detail: `${wrong} of ${played} ${lost}` };
}

/** Test, the only use of the test set. Null when asked to stop meanwhile. */
async function test(
  { spec, context }: Run,
  parts: TrialParts,
  state: TrialState,
  stop: Ending,
): Promise<TrialResult | null> {
  const untested = untestedResult(spec, state, stop.reason, stop.detail);
  const { best } = state;
  if (best === null) return untested;
  const { success } = parts;
  const solution = solutionOf(best, parts.net);
  const examined = await context.examiner.examine(solution, 'test', success.sequences);
  if (examined === null) return null;
  const { beyond: beyondOf } = context.examiner;
  const beyond = beyondOf === undefined ? {} : await beyondOf(solution);
  if (beyond === null) return null;
  const solved = isMet(success, examined);
  return {
    ...untested,
    solved,
    testError: examined.error,
    testLoss: examined.loss,
    testMeasures: { ...examined.measures, ...beyond },
    costToSolve: solved ? (state.shownAt ?? best.cost) : null,
  };
}
