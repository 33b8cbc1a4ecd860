/**
 * The story of a tournament so far: every trial's validations, thinned out where there are many, and the
 * best net of each contestant. Made from events, be they those of a running tournament or those that a run file
 * is read as (`follow-run.ts`); the same trials make the same story either way.
 */
import type { Inside } from '../../learners/inside.ts';
import type { StopReason } from '../../stop-reason.ts';
import type { EarlierSession } from '../../tournament/earlier-session.ts';
import type { Checkpoint, Cost, TournamentEvent } from '../../tournament/spec/tournament.ts';

/** One validation: a point on the curves. */
export interface Moment {
  readonly cost: Cost;
  readonly trainingLoss: number;
  readonly loss: number;
  readonly error: number;
  /** Of the measure by which the task is judged, where it has one: what nets are told apart by. */
  readonly score?: number;
  /** Means of what the task's judge measures; left out where it measures nothing. */
  readonly measures?: Readonly<Record<string, number>>;
  /** What of `inside` is a single number; NaN where it is not known. */
  readonly numbers: Readonly<Record<string, number>>;
}

export interface TrialStory {
  /** By rising cost. */
  readonly moments: readonly Moment[];
  /** How many there were; `moments` may hold fewer. */
  readonly validations: number;
  /** What the search told of itself at the last of them. */
  readonly inside: Inside;
  /** How the trial ended; null while it has not. */
  readonly ended: StopReason | null;
  /** The lowest validation error so far, and the loss beside it; null while every loss was NaN or infinite. */
  readonly best: Best | null;
}

export interface Best {
  readonly error: number;
  readonly loss: number;
  /** By which it is the best before its loss, lower being better, where that is not the error. */
  readonly score?: number | undefined;
}

export interface StoryChampion extends Best {
  /** Id of the trial that found it. */
  readonly trial: string;
  readonly parameters: Float32Array;
}

export interface Story {
  readonly trials: ReadonlyMap<string, TrialStory>;
  /** By `championKey`: the best validated net over the contestant's trials on that task. */
  readonly champions: ReadonlyMap<string, StoryChampion>;
  /** Validations that are kept of each trial. */
  readonly kept: number;
}

/** Of all trials together, so that a story of ten thousand trials still fits. */
const MOMENTS_KEPT = 60_000;
const FEWEST_KEPT = 32;
const MOST_KEPT = 400;

export function storyBefore(trials: number): Story {
  const share = Math.floor(MOMENTS_KEPT / Math.max(1, trials));
  const kept = Math.max(FEWEST_KEPT, Math.min(MOST_KEPT, share));
  return { trials: new Map(), champions: new Map(), kept };
}

/** What the trials of that past went through before. Their champions are not in it. */
export function storyOf(past: EarlierSession, trialIds: readonly string[]): Story {
  const before = storyBefore(trialIds.length);
  const trials = new Map<string, TrialStory>();
  for (const id of trialIds) {
    if (!past.finished.has(id) && !past.resume.has(id)) continue;
    const told = past.metrics(id).reduce((trial, one) => trialAfter(trial, one, before.kept), UNTOLD);
    const ended = past.finished.get(id)?.stop.reason ?? null;
    if (told.moments.length > 0) trials.set(id, { ...told, ended });
  }
  return { ...before, trials };
}

export const championKey = (task: string, contestant: string): string => `${task}/${contestant}`;

/** The trial's champion key: its id without the repetition. */
const keyOf = (trialId: string): string => trialId.slice(0, trialId.lastIndexOf('/'));

/** The story after the event; the same object where the event adds nothing to it. */
export function storyAfter(story: Story, event: TournamentEvent): Story {
  if (event.type === 'checkpoint') {
    const trial = trialAfter(story.trials.get(event.id) ?? UNTOLD, event.checkpoint, story.kept);
    const told = { ...story, trials: new Map(story.trials).set(event.id, trial) };
    return event.champion === null ? told : withChampion(told, event.id, event.champion);
  }
  const trial = event.type === 'done' ? undefined : story.trials.get(event.id);
  if (trial === undefined || event.type !== 'finished') return story;
  const ended = event.result.stop.reason;
  const told = { ...story, trials: new Map(story.trials).set(event.id, { ...trial, ended }) };
  // A trial that goes on from an earlier process may end without having found a better net than it had.
  if (story.champions.get(keyOf(event.id))?.trial === event.id) return told;
  return withChampion(told, event.id, event.result.champion);
}

/** The story with that net for the trial's champion, where it is the best of its contestant. */
export function withChampion(story: Story, trialId: string, parameters: Float32Array): Story {
  const best = story.trials.get(trialId)?.best ?? null;
  if (best === null || parameters.length === 0) return story;
  const key = keyOf(trialId);
  const champion = story.champions.get(key);
  if (champion !== undefined && champion.trial !== trialId && !isBetter(best, champion)) return story;
  const champions = new Map(story.champions).set(key, { trial: trialId, parameters, ...best });
  return { ...story, champions };
}

/** As trials themselves decide which of two nets they validated is the better. */
export const isBetter = (one: Best, other: Best): boolean =>
  scoreOf(one) < scoreOf(other) || (scoreOf(one) === scoreOf(other) && one.loss < other.loss);

const scoreOf = ({ score, error }: Best): number => score ?? error;

const UNTOLD: TrialStory = { moments: [], validations: 0, inside: {}, ended: null, best: null };

function trialAfter(trial: TrialStory, checkpoint: Checkpoint, kept: number): TrialStory {
  const { cost, trainingLoss, validationError: error, validationLoss: loss } = checkpoint;
  const score = checkpoint.validationScore === undefined ? {} : { score: checkpoint.validationScore };
  const { validationMeasures: told } = checkpoint;
  const measures = told === undefined ? {} : { measures: told };
  const numbers = Object.fromEntries(
    Object.entries(checkpoint.inside).flatMap(([name, value]) =>
      typeof value === 'number' || value === null ? [[name, value ?? Number.NaN]] : [],
    ),
  );
  // A trial that was begun again tells part of its story again.
  const earlier =
    (trial.moments.at(-1)?.cost.macs ?? -1) < cost.macs
      ? trial.moments
      : trial.moments.filter((moment) => moment.cost.macs < cost.macs);
  const moments = [...earlier, { cost, trainingLoss, loss, error, ...score, ...measures, numbers }];
  const found = { error, loss, ...score };
  const best =
    Number.isFinite(loss) && (trial.best === null || isBetter(found, trial.best)) ? found : trial.best;
  return {
    moments: moments.length > kept ? thinned(moments) : moments,
    validations: trial.validations + 1,
    inside: checkpoint.inside,
    ended: null,
    best,
  };
}

/** Every second one of the older half is left out, never the first, so that what is oldest becomes thinnest. */
function thinned(moments: readonly Moment[]): Moment[] {
  return moments.filter((_, index) => index % 2 === 0 || index >= moments.length / 2);
}
