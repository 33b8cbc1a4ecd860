/** Episodes: played by a net and recorded, and worlds in which the reader acts. */
import { findTask } from '../../../tasks/index.ts';
import { UserError } from '../../errors.ts';
import { filmOf } from '../../report/film-of.ts';
import { limitsFor } from '../../report/limits.ts';
import { namesOf, pictureData, Scenes } from '../../report/play/frames.ts';
import { short } from '../../report/thin.ts';
import { checkOutcome, requireGoesOn } from '../../tasks/check-episode.ts';
import { requirePicture } from '../../tasks/check-picture.ts';
import type { Task, TaskShape } from '../../tasks/define-task.ts';
import type { Episode, EpisodeOutcome } from '../../tasks/episode.ts';
import { beginEpisode } from '../../tasks/play-episodes.ts';
import { prepareEpisodes } from '../../tasks/prepare-episodes.ts';
import { calling } from '../../tasks/task-call.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import { examSet } from '../../tournament/trial/examine-episodes.ts';
import { recordOwnTest, requireStart } from '../../tournament/trial/record-own-test.ts';
import type { ChampionOf, EpisodeAnswer, WorldAnswer } from '../messages.ts';
import { netOfChampion } from './sequences.ts';

/** Most recorded steps and pictures, and characters of the pictures: one episode, so more than in a report. */
const LIMITS = { ...limitsFor({ tasks: 1, contestants: 1, seeds: 1 }), frames: 500, film: 1_000_000 };

/** The task of a trial. @throws UserError where it is not played in episodes */
function episodeTask({ task: { name } }: TrialSpec): Task {
  const task = findTask(name);
  if (task.episode === undefined) throw new UserError(`task ${name}: is not played in episodes`);
  return task;
}

const namesIn = ({ inputs, outputs, inputNames, outputNames }: TaskShape) => ({
  sees: namesOf(inputNames, inputs.size, 'observation'),
  does: namesOf(outputNames, outputs, 'action'),
});

const rounded = (values: Float64Array): number[] =>
  Array.from(values, (value) => Number(value.toPrecision(4)));

/** Episode of the champion on a start of the test, from 1. @throws UserError where the test has fewer starts */
export async function episodeOf({ trial, champion }: ChampionOf, start: number): Promise<EpisodeAnswer> {
  const task = episodeTask(trial);
  const solution = { net: netOfChampion({ trial, champion }), parameters: champion.parameters };
  const request = { start, most: LIMITS.recorded };
  const recorded = await recordOwnTest(task, trial.task, trial, solution, request);
  const { recording } = recorded;
  return {
    ...filmOf(recorded, LIMITS),
    ...namesIn(trial.task.facts.shape),
    observations: recording.observations.map(rounded),
    actions: recording.actions.map(rounded),
  };
}

/** One episode in which the reader acts. */
class World {
  readonly #task: Task;
  readonly #shape: TaskShape;
  readonly #episode: Episode;
  readonly #scenes = new Scenes();
  #told = 0;
  #step = 0;
  #outcome: EpisodeOutcome | null = null;

  constructor(task: Task, trial: TrialSpec, start: number) {
    const set = examSet(trial.task, task, trial, 'test', trial.task.facts.success.sequences);
    requireStart(trial.task, start, set.sequences);
    this.#task = task;
    this.#shape = trial.task.facts.shape;
    this.#episode = beginEpisode(task, set, set.first + start - 1);
  }

  get isOver(): boolean {
    return this.#outcome !== null;
  }

  act(actions: readonly number[]): void {
    const { outputs, episode } = this.#shape;
    if (actions.length !== outputs || !actions.every(Number.isFinite))
      throw new UserError(`actions must be ${outputs} numbers`);
    const goesOn = calling(this.#task, 'act', () => this.#episode.act(Float64Array.from(actions)));
    requireGoesOn(goesOn);
    this.#step++;
    if (goesOn && this.#step < episode!.steps) return;
    const outcome = calling(this.#task, 'outcome', () => this.#episode.outcome());
    checkOutcome(this.#task, outcome);
    this.#outcome = outcome;
  }

  now(world: number): WorldAnswer {
    const task = this.#task;
    const observations = new Float64Array(this.#shape.inputs.size);
    calling(task, 'observe', () => this.#episode.observe(observations));
    const picture = calling(task, 'picture', () => this.#episode.picture?.()) ?? null;
    if (picture !== null) requirePicture(task, picture);
    const drawn = picture && pictureData(picture, this.#scenes);
    const told = this.#told;
    this.#told = this.#scenes.list.length;
    const { reads, steps } = this.#shape.episode!;
    return {
      ...{ world, step: this.#step, steps, reads, ...namesIn(this.#shape) },
      observations: rounded(observations),
      picture: drawn,
      scenes: this.#scenes.list.slice(told),
      outcome: this.#outcome && {
        lost: this.#outcome.wrong,
        loss: short(this.#outcome.loss),
        measures: { steps: this.#step, ...this.#outcome.measures },
      },
    };
  }

  close(): void {
    calling(this.#task, 'close', () => this.#episode.close?.());
  }
}

/** Worlds by their numbers; the oldest makes room for a new one. */
export class Worlds {
  readonly #most = 8;
  readonly #worlds = new Map<number, World>();
  #count = 0;

  /** @throws UserError where the test has fewer starts */
  async begin(trial: TrialSpec, start: number): Promise<WorldAnswer> {
    const task = episodeTask(trial);
    await prepareEpisodes(task);
    const world = new World(task, trial, start);
    const number = ++this.#count;
    this.#worlds.set(number, world);
    for (const oldest of this.#worlds.keys()) {
      if (this.#worlds.size <= this.#most) break;
      this.leave(oldest);
    }
    return world.now(number);
  }

  /** @throws UserError on a world that is not there or over, and on actions that are none */
  act(number: number, actions: readonly number[], times = 1): WorldAnswer {
    const world = this.#worlds.get(number);
    if (world === undefined) throw new UserError(`world ${number}: is not there any more`);
    if (world.isOver) throw new UserError(`world ${number}: its episode is over`);
    for (let time = 0; time < times && !world.isOver; time++) world.act(actions);
    return world.now(number);
  }

  leave(number: number): void {
    this.#worlds.get(number)?.close();
    this.#worlds.delete(number);
  }
}
