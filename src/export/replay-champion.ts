/** Replay: a champion in one episode of its own test, recorded step by step. */
import { findTask } from '../../tasks/index.ts';
import { stepperOf } from '../engine/reference/stepper.ts';
import { UserError } from '../errors.ts';
import type { TaskShape } from '../tasks/define-task.ts';
import { type Outcome, playOne } from '../tasks/play-episodes.ts';
import { prepareEpisodes } from '../tasks/prepare-episodes.ts';
import { type Recording, recordEpisode } from '../tasks/record-episode.ts';
import { examSet } from '../tournament/trial/examine-episodes.ts';
import type { Champion } from './champion.ts';
import { requireFit } from './evaluate-champion.ts';
import { openOwnTask } from './own-task.ts';

export interface ReplayRequest {
  /** Number of the start among those of the test, from 1. */
  readonly start: number;
  /** Most steps that are recorded. The episode is played to its end in any case. */
  readonly most: number;
}

export interface Replay {
  readonly champion: Champion;
  /** Label of the task: its name and options. */
  readonly task: string;
  readonly shape: TaskShape;
  readonly start: number;
  /** Number of starts of the test. */
  readonly starts: number;
  readonly recording: Recording;
  /** Result of the whole episode. */
  readonly outcome: Outcome;
}

/**
 * Plays one start of the test at the end of the champion's trial, as it was played there.
 * @param where beginning of messages: the champion's file, or its run file
 * @throws UserError where the task is not played in episodes, comes from a file, or has fewer starts
 */
export async function replayChampion(
  champion: Champion,
  { start, most }: ReplayRequest,
  where: string,
): Promise<Replay> {
  const { about, net, parameters } = champion;
  const { name } = about.task;
  if (about.task.module !== null) {
    throw new UserError(
      `${where}: its task '${name}' comes from a file, whose episodes are played in a thread of their own and cannot be recorded; champions of built-in tasks can be replayed`,
    );
  }
  const opened = await openOwnTask(about, where);
  const task = findTask(opened.name);
  if (task.episode === undefined) {
    throw new UserError(
      `${where}: its task ${name} is not played in episodes, so there is nothing to replay; \`genoprop watch\` shows what nets make of its sequences`,
    );
  }
  const choice = await opened.choose(about.task.options);
  requireFit(champion, choice);
  const { seed, tuning } = about.trial;
  const set = examSet(choice, task, { seed, tuning }, 'test', choice.facts.success.sequences);
  if (start > set.sequences) {
    throw new UserError(
      `--start ${start}: the test of ${choice.label} has ${set.sequences === 1 ? 'one start, 1' : `starts 1 to ${set.sequences}`}`,
    );
  }
  const number = set.first + start - 1;
  await prepareEpisodes(task);
  return {
    champion,
    task: choice.label,
    shape: choice.facts.shape,
    start,
    starts: set.sequences,
    recording: recordEpisode(task, net, parameters, set, number, most),
    outcome: playOne(task, stepperOf(net, parameters), set, number),
  };
}

/** Wording of how the episode ended: `lost after 31 steps`. */
export function endText({ outcome: { wrong, measures } }: Pick<Replay, 'outcome'>): string {
  const steps = measures!.steps!;
  return `${wrong ? 'lost' : 'not lost'} after ${steps} ${steps === 1 ? 'step' : 'steps'}`;
}
