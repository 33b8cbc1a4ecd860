/**
 * Story of a tournament so far: every trial's validations, thinned out where there are many, and the best net of each
 * contestant. A pure function of events, either those of a running tournament or those read from a run file
 * (`follow-run.ts`); the same trials make the same story either way.
 */
import type { Inside } from '../learners/inside.ts';
import type { StopReason } from '../stop-reason.ts';
import type { EarlierSession } from '../tournament/earlier-session.ts';
import { withEntry } from '../tournament/persistent-map.ts';
import type { Checkpoint, Cost, TournamentEvent } from '../tournament/spec/tournament.ts';
import { bareChampion, type TrialChampion } from '../tournament/spec/trial-champion.ts';

/** One validation: a point on the curves. */
export interface Moment {
  readonly cost: Cost;
  readonly trainingLoss: number;
  readonly loss: number;
  readonly error: number;
  /** Score by the measure that the task is judged by, where it has one: it decides which net is better. */
  readonly score?: number;
  /** Means of the judge's measures; left out where the judge measures nothing. */
  readonly measures?: Readonly<Record<string, number>>;
  /** Entries of `inside` that are single numbers; NaN for unknown ones. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Species of the population; left out where the search has none. */
  readonly species?: SpeciesMoment;
}

/** Species at one validation: their numbers, in the order in which they arose, and their members. */
export interface SpeciesMoment {
  readonly generation: number;
  readonly ids: readonly number[];
  readonly sizes: readonly number[];
}

export interface TrialStory {
  /** Moments by rising cost. */
  readonly moments: readonly Moment[];
  /** Number of validations; `moments` may hold fewer. */
  readonly validations: number;
  /** Measures of the search itself at the last validation. */
  readonly inside: Inside;
  /** Reason why the trial ended; null while it has not. */
  readonly ended: StopReason | null;
  /** Lowest validation error so far, and the loss beside it; null while every loss was NaN or infinite. */
  readonly best: Best | null;
}

export interface Best {
  readonly error: number;
  readonly loss: number;
  /** Score that is compared before the loss, lower being better; left out where the error is the criterion. */
  readonly score?: number | undefined;
}

export interface StoryChampion extends Best, TrialChampion {
  /** Id of the trial that found it. */
  readonly trial: string;
}

export interface Story {
  readonly trials: ReadonlyMap<string, TrialStory>;
  /** Best validated net over a contestant's trials on a task, by `championKey`. */
  readonly champions: ReadonlyMap<string, StoryChampion>;
  /** Number of validations that are kept of each trial. */
  readonly kept: number;
}

/** Most validations of all trials together, so that a story of ten thousand trials still fits. */
const MOMENTS_KEPT = 60_000;
const FEWEST_KEPT = 32;
const MOST_KEPT = 400;

export function storyBefore(trials: number): Story {
  const share = Math.floor(MOMENTS_KEPT / Math.max(1, trials));
  const kept = Math.max(FEWEST_KEPT, Math.min(MOST_KEPT, share));
  return { trials: new Map(), champions: new Map(), kept };
}

/** Story of the earlier sessions' trials, without their champions. */
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

/** Champion key of a trial: its id without the repetition. */
const keyOf = (trialId: string): string => trialId.slice(0, trialId.lastIndexOf('/'));

/** Story after the event; the same object where the event adds nothing to it. */
export function storyAfter(story: Story, event: TournamentEvent): Story {
  if (event.type === 'checkpoint') {
    const trial = trialAfter(story.trials.get(event.id) ?? UNTOLD, event.checkpoint, story.kept);
    const told = { ...story, trials: withEntry(story.trials, event.id, trial) };
    return event.champion === null ? told : withChampion(told, event.id, event.champion);
  }
  const trial = event.type === 'done' ? undefined : story.trials.get(event.id);
  if (trial === undefined || event.type !== 'finished') return story;
  const ended = event.result.stop.reason;
  const told = { ...story, trials: withEntry(story.trials, event.id, { ...trial, ended }) };
  // A resumed trial may end without having found a better net than it had.
  if (story.champions.get(keyOf(event.id))?.trial === event.id) return told;
  return withChampion(told, event.id, event.result.champion);
}

/** Story with that net as the trial's champion, where it is the best of its contestant. */
export function withChampion(story: Story, trialId: string, found: TrialChampion | null): Story {
  const best = story.trials.get(trialId)?.best ?? null;
  if (best === null || found === null) return story;
  const key = keyOf(trialId);
  const champion = story.champions.get(key);
  if (champion !== undefined && champion.trial !== trialId && !isBetter(best, champion)) return story;
  const champions = new Map(story.champions).set(key, { trial: trialId, ...bareChampion(found), ...best });
  return { ...story, champions };
}

/** Comparison of two validated nets, as trials themselves make it. */
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
  // A retried trial tells part of its story again.
  const earlier =
    (trial.moments.at(-1)?.cost.macs ?? -1) < cost.macs
      ? trial.moments
      : trial.moments.filter((moment) => moment.cost.macs < cost.macs);
  const moments = [
    ...earlier,
    { cost, trainingLoss, loss, error, ...score, ...measures, numbers, ...speciesIn(checkpoint) },
  ];
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

function speciesIn({ inside }: Checkpoint): Pick<Moment, 'species'> {
  const { generation, speciesIds: ids, speciesSizes: sizes } = inside;
  if (typeof generation !== 'number' || !Array.isArray(ids) || !Array.isArray(sizes)) return {};
  return { species: { generation, ids: ids.map(Number), sizes: sizes.map(Number) } };
}

/** Moments without every second one of the older half, but with the first, so that the oldest become sparsest. */
function thinned(moments: readonly Moment[]): Moment[] {
  return moments.filter((_, index) => index % 2 === 0 || index >= moments.length / 2);
}
