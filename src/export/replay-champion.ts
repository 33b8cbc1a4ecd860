/** Replay: a champion in one episode of its own test, recorded step by step. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';
import type { TaskShape } from '../tasks/define-task.ts';
import type { Outcome } from '../tasks/play-episodes.ts';
import type { Recording } from '../tasks/record-episode.ts';
import { type OpenTask, openTask } from '../tournament/plugins/plugin.ts';
import type { RecordRequest } from '../tournament/trial/record-own-test.ts';
import { recordTest } from '../tournament/trial/record-test.ts';
import { printable } from '../words/printable.ts';
import { shellWord } from '../words/text.ts';
import type { Champion } from './champion.ts';
import { requireFit } from './evaluate-champion.ts';
import { drawsTheSame, openOwnTask } from './own-task.ts';

export interface ReplayRequest extends RecordRequest {
  /** File of the task, or its address, where the task comes from a file. */
  readonly task?: string | undefined;
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
 * @throws UserError where the task is not played in episodes or has fewer starts, and where the file that it comes from
 * is not known, is gone or has changed
 */
export async function replayChampion(
  champion: Champion,
  { task, ...request }: ReplayRequest,
  where: string,
): Promise<Replay> {
  const { about, net, parameters } = champion;
  const opened = await openPlayedTask(about, { task, limits: request.limits }, where);
  if (about.task.shape.episode === undefined) {
    throw new UserError(
      `${where}: its task ${about.task.name} is not played in episodes, so there is nothing to replay; \`genoprop watch\` shows what nets make of its sequences`,
    );
  }
  const choice = await opened.choose(about.task.options);
  requireFit(champion, choice);
  if (!drawsTheSame(about, choice)) {
    throw new UserError(
      `${where}: its task '${opened.name}' has changed: its episodes are others now than when the champion was found`,
    );
  }
  const { seed, tuning } = about.trial;
  const recorded = await recordTest(choice, { seed, tuning }, { net, parameters }, request);
  return { champion, task: choice.label, shape: choice.facts.shape, start: request.start, ...recorded };
}

/** Task that the champion is replayed on. */
async function openPlayedTask(
  about: Champion['about'],
  { task: file, limits }: Pick<ReplayRequest, 'task' | 'limits'>,
  where: string,
): Promise<OpenTask> {
  const { name, module } = about.task;
  if (module === null) {
    if (file === undefined) return openOwnTask(about, where);
    throw new UserError(`${file}: ${where} needs no file of a task, for its task ${name} is a built-in one`);
  }
  if (file === undefined) {
    throw new UserError(
      `${where}: its task '${name}' comes from ${printable(module.slice(0, 100))}; name that file after the champion's: genoprop play ${shellWord(where)} path/to/${printable(module.slice(0, 100))}`,
    );
  }
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  if (!existsSync(path)) {
    throw new UserError(
      `${where}: its task '${name}' comes from ${path}, which does not exist here; name the task's file after the champion's`,
    );
  }
  const opened = await openTask(resolve(path), { limits });
  if (opened.name === name) return opened;
  throw new UserError(`${where}: its task is '${name}', but ${path} holds '${opened.name}'`);
}

/** Wording of how the episode ended: `lost after 31 steps`. */
export function endText({ outcome: { wrong, measures } }: Pick<Replay, 'outcome'>): string {
  const steps = measures!.steps!;
  return `${wrong ? 'lost' : 'not lost'} after ${steps} ${steps === 1 ? 'step' : 'steps'}`;
}
