/**
 * Rollouts: episodes that are played by sampled actions and kept (`src/engine/rollout.ts`), one after the other by the
 * calling thread, in float64, like all episodes. The draws of an episode's actions are a stream of its own, so that a
 * rollout depends on the names of its set, the parameters and the sampling alone.
 */
import { blame } from '../blame.ts';
import type { EpisodeSet } from '../engine/lesson.ts';
import { type Stepper, stepperOf } from '../engine/reference/stepper.ts';
import type { Rollout, Sampling } from '../engine/rollout.ts';
import type { Net } from '../nets/net.ts';
import { log } from '../numeric/elementary.ts';
import { type Random, randomStream } from '../random/random.ts';
import { shapeOf } from './batches.ts';
import { checkOutcome, requireGoesOn, requireNumbers } from './check-episode.ts';
import { show } from './check-shape.ts';
import type { Task } from './define-task.ts';
import type { Episode } from './episode.ts';
import { beginEpisode, closing } from './play-episodes.ts';
import { read } from './readings.ts';
import { calling } from './task-call.ts';

/** Plays all episodes of a set by sampled actions. @throws Blamed where the task throws */
export type PlayRollouts = (
  net: Net,
  parameters: Float32Array,
  set: EpisodeSet,
  sampling: Sampling,
) => readonly Rollout[];

/** Player of a task whose code is in this thread. @param task one with episodes */
export const rolloutPlayer =
  (task: Task): PlayRollouts =>
  (net, parameters, set, sampling) => {
    const stepper = stepperOf(net, parameters);
    return Array.from({ length: set.sequences }, (_, index) =>
      blame(`task ${task.name}`, () => rolloutOf(task, stepper, set, set.first + index, sampling)),
    );
  };

/**
 * Plays one episode by sampled actions.
 * @throws UserError where the task throws, gives observations or a reward that are not finite, or no valid outcome
 */
export function rolloutOf(
  task: Task,
  stepper: Stepper,
  set: EpisodeSet,
  number: number,
  sampling: Sampling,
): Rollout {
  const episode = beginEpisode(task, set, number);
  return closing(task, episode, () => rolloutOfBegun(task, stepper, set, number, episode, sampling));
}

/** Rollout of an episode that has begun. */
function rolloutOfBegun(
  task: Task,
  stepper: Stepper,
  set: EpisodeSet,
  number: number,
  episode: Episode,
  { noise, horizon }: Sampling,
): Rollout {
  const { inputs, outputs, episode: form } = shapeOf(task, set.options);
  const { reads } = form!;
  const most = Math.min(form!.steps, horizon);
  const isDrawn = reads === 'softmax';
  const [observations, actions] = [new Float64Array(inputs.size), new Float64Array(outputs)];
  const random = randomStream(...set.path, 'actions', number);
  const [seen, classes, values] = [[], [], []] as [number[], number[], number[]];
  const [rewards, entropies, surprises] = [[], [], []] as [number[], number[], number[]];
  stepper.reset();
  let areNumbers = true;
  let [taken, isUnderWay] = [0, true];
  calling(
    task,
    () => `action ${taken} of episode ${number}`,
    () => {
      while (isUnderWay && taken < most) {
        episode.observe(observations);
        stepper.step(observations, actions);
        if (!isDrawn)
          for (let at = 0; at < outputs; at++)
            actions[at] = Math.fround(actions[at]! + noise * random.normal());
        const linear = isDrawn ? null : actions.slice();
        taken++;
        areNumbers = read(reads, actions);
        if (!areNumbers) {
          requireNumbers(observations);
          break;
        }
        for (const one of observations) seen.push(one);
        if (linear === null) {
          const { drawn, entropy, surprise } = draw(actions, random);
          classes.push(drawn);
          entropies.push(entropy);
          surprises.push(surprise);
        } else for (const one of linear) values.push(one);
        isUnderWay = episode.act(actions);
        requireGoesOn(isUnderWay);
        rewards.push(episode.reward === undefined ? 0 : checkedReward(episode.reward()));
      }
    },
  );
  const { loss } = calling(task, 'outcome', () => {
    const outcome = episode.outcome();
    checkOutcome(task, outcome);
    return outcome;
  });
  if (episode.reward === undefined && rewards.length > 0) rewards[rewards.length - 1] = -loss;
  const steps = rewards.length;
  const zeros = isDrawn ? null : new Float64Array(steps);
  return {
    steps,
    observations: Float32Array.from(seen),
    classes: isDrawn ? Int32Array.from(classes) : null,
    values: isDrawn ? null : Float32Array.from(values),
    rewards: Float64Array.from(rewards),
    entropies: zeros ?? Float64Array.from(entropies),
    surprises: zeros?.slice() ?? Float64Array.from(surprises),
    loss: areNumbers ? loss : Number.NaN,
    macs: taken * stepper.macs,
  };
}

/** Draws one of the actions by their probabilities `[O]`, which become 1 for it and 0 for the others. */
function draw(probabilities: Float64Array, random: Random) {
  let left = random.uniform();
  let drawn = probabilities.length - 1;
  for (let at = 0; at < probabilities.length; at++) {
    left -= probabilities[at]!;
    if (left >= 0) continue;
    drawn = at;
    break;
  }
  // Rounding may leave the end of the line to an action that cannot be.
  while (probabilities[drawn] === 0 && drawn > 0) drawn--;
  const surprise = -log(probabilities[drawn]!);
  let entropy = 0;
  for (const probability of probabilities) if (probability > 0) entropy -= probability * log(probability);
  probabilities.fill(0);
  probabilities[drawn] = 1;
  return { drawn, entropy, surprise };
}

/** @throws Error unless it is a finite number */
function checkedReward(reward: number): number {
  if (typeof reward !== 'number' || !Number.isFinite(reward))
    throw new Error(`reward is ${show(reward)}, it must be a finite number`);
  return reward;
}
