/**
 * Episodes: sequences whose next input depends on the net's last output. A set of them is played one after the other by
 * the calling thread, on the host, in float64, whatever the device.
 */
import { blame } from '../blame.ts';
import type { EpisodeSet, Scores } from '../engine/lesson.ts';
import { type Stepper, stepperOf } from '../engine/reference/stepper.ts';
import type { Net } from '../nets/net.ts';
import { randomStream } from '../random/random.ts';
import { shapeOf } from './batches.ts';
import { checkOutcome, requireGoesOn, requireMeasure, requireNumbers } from './check-episode.ts';
import { show } from './check-shape.ts';
import { episodeSuccess } from './define-episode.ts';
import type { Task } from './define-task.ts';
import type { Episode } from './episode.ts';
import { read } from './readings.ts';
import { calling } from './task-call.ts';

/** Outcome of one episode. */
export interface Outcome {
  readonly loss: number;
  readonly wrong: boolean;
  /** Multiply-accumulates of the net, over as many steps as the episode took: a whole number. */
  readonly macs: number;
  /** Further numbers by name, the steps taken among them. */
  readonly measures?: Readonly<Record<string, number>>;
  /** True where the episodes after it need not be played, for they count as lost like it. */
  readonly decides?: true;
}

/** Plays episode number `number` of a set to its end. `check` is called now and then, and may throw to end it. */
export type PlayNumber = (set: EpisodeSet, number: number, check?: () => void) => Outcome;

/** Player of a task's episodes, by the nets that it is to play with. */
export type PlayEpisode = (net: Net, parameters: Float32Array) => PlayNumber;

/** Number of actions between two calls of `check`. */
const ACTIONS_BETWEEN_CHECKS = 4096;

/** Player of a task whose code is in this thread. @param task one with episodes */
export const episodePlayer =
  (task: Task): PlayEpisode =>
  (net, parameters) => {
    let stepper: Stepper | null = null;
    return (set, number, check) => {
      stepper ??= stepperOf(net, parameters);
      return playOne(task, stepper, set, number, { check });
    };
  };

/** Step of an episode, as it is handed to a recorder: views that the next step overwrites. */
export interface EpisodeStep {
  readonly stepper: Stepper;
  readonly observations: Float64Array;
  /** Outputs as the environment is handed them. */
  readonly actions: Float64Array;
  readonly episode: Episode;
}

export interface PlayOptions {
  readonly check?: (() => void) | undefined;
  /** Receives each pass of the net, before its action is taken. False: the episode is left. */
  readonly onStep?: (step: EpisodeStep) => boolean;
}

/** Episode `number` of the set, begun. @throws UserError where the task's `begin` throws or gives none */
export function beginEpisode(
  task: Task,
  { path, options, part, cases }: EpisodeSet,
  number: number,
): Episode {
  const index = cases === null ? number : number % cases;
  const random = randomStream(...path, number);
  return calling(task, 'begin', () => {
    const episode = task.episode!.begin(random, options, { index, part });
    for (const name of ['observe', 'act', 'outcome'] as const) {
      if (typeof episode?.[name] !== 'function') throw new Error(`gave an episode without ${name}()`);
    }
    for (const name of ['reward', 'picture', 'close'] as const) {
      if (episode[name] !== undefined && typeof episode[name] !== 'function')
        throw new Error(`gave an episode whose ${name} is ${show(episode[name])}, it must be a function`);
    }
    return episode;
  });
}

/**
 * Plays one episode. An episode in which an output is not finite ends, and its loss is NaN.
 * @throws UserError where the task throws, gives observations of which outputs are not finite, or no valid outcome
 */
export function playOne(
  task: Task,
  stepper: Stepper,
  set: EpisodeSet,
  number: number,
  options: PlayOptions = {},
): Outcome {
  const episode = beginEpisode(task, set, number);
  return closing(task, episode, () => playBegun(task, stepper, set, number, episode, options));
}

/** Calls `act`, which plays the episode, and closes the episode whatever comes of it. */
export function closing<Result>(task: Task, episode: Episode, act: () => Result): Result {
  try {
    return act();
  } finally {
    calling(task, 'close', () => episode.close?.());
  }
}

/** Plays an episode that has begun. */
function playBegun(
  task: Task,
  stepper: Stepper,
  set: EpisodeSet,
  number: number,
  episode: Episode,
  { check, onStep }: PlayOptions,
): Outcome {
  const { inputs, outputs, episode: form } = shapeOf(task, set.options);
  const { reads, steps } = form!;
  const [observations, actions] = [new Float64Array(inputs.size), new Float64Array(outputs)];
  stepper.reset();
  let taken = 0;
  let areNumbers = true;
  let isUnderWay = true;
  calling(
    task,
    () => `action ${taken} of episode ${number}`,
    () => {
      while (isUnderWay && taken < steps) {
        episode.observe(observations);
        stepper.step(observations, actions);
        taken++;
        areNumbers = read(reads, actions);
        if (!areNumbers) requireNumbers(observations);
        if (!areNumbers || onStep?.({ stepper, observations, actions, episode }) === false) break;
        isUnderWay = episode.act(actions);
        requireGoesOn(isUnderWay);
        if (taken % ACTIONS_BETWEEN_CHECKS === 0) check?.();
      }
    },
  );
  const outcome = calling(task, 'outcome', () => episode.outcome());
  checkOutcome(task, outcome);
  const measures = { steps: taken, ...outcome.measures };
  if (set.part !== 'training')
    requireMeasure(
      task,
      calling(task, 'success', () => episodeSuccess(task.episode!, set.options)),
      measures,
    );
  const lost = outcome.wrong || !areNumbers;
  const isGate = lost && number === set.first && set.part !== 'training';
  return {
    loss: areNumbers ? outcome.loss : Number.NaN,
    wrong: lost,
    macs: taken * stepper.macs,
    measures,
    ...(isGate && calling(task, 'isGate', () => task.episode!.isGate?.(set.options)) === true
      ? { decides: true as const }
      : {}),
  };
}

/**
 * Plays episode after episode of the set, in their order, up to one that decides for the rest.
 * @param check called before each episode and now and then within; may throw to end them
 * @throws Blamed where the task throws
 */
export function* outcomesOf(
  play: PlayEpisode,
  net: Net,
  parameters: Float32Array,
  set: EpisodeSet,
  check?: () => void,
): Generator<Outcome> {
  const playNumber = play(net, parameters);
  const { task, first, sequences } = set;
  for (let number = first; number < first + sequences; number++) {
    check?.();
    const outcome = blame(`task ${task}`, () => playNumber(set, number, check));
    yield outcome;
    if (outcome.decides) return;
  }
}

/** Scores of `count` genomes `[count][parameters]`: a genome's loss is the mean over the episodes, its MACs their sum. */
export function playPopulation(
  play: PlayEpisode,
  net: Net,
  genomes: Float32Array,
  count: number,
  set: EpisodeSet,
  check?: () => void,
): Scores {
  const losses = new Float64Array(count);
  const macs = new Float64Array(count);
  for (let genome = 0; genome < count; genome++) {
    const parameters = genomes.subarray(genome * net.parameters, (genome + 1) * net.parameters);
    for (const outcome of outcomesOf(play, net, parameters, set, check)) {
      losses[genome]! += outcome.loss;
      macs[genome]! += outcome.macs;
    }
    losses[genome]! /= set.sequences;
  }
  return { losses, macs };
}
