/**
 * Episodes: sequences whose next input depends on the net's last output. A set of them is played one after the other by
 * the calling thread, on the host, whatever the device.
 */
import { blame } from '../blame.ts';
import type { EpisodeSet, Scores } from '../engine/lesson.ts';
import type { Net } from '../nets/net.ts';
import { type Random, randomStream } from '../random/random.ts';

/** Outcome of one episode. */
export interface Outcome {
  readonly loss: number;
  readonly wrong: boolean;
  /** Multiply-accumulates of the net, over as many steps as the episode took: a whole number. */
  readonly macs: number;
}

/** Plays one episode to its end with that net. All that it owes to chance comes from `random`. */
export type PlayEpisode = (
  net: Net,
  parameters: Float32Array,
  random: Random,
  options: EpisodeSet['options'],
) => Outcome;

/**
 * Plays episode after episode of the set, in their order.
 * @throws Blamed where the task throws
 */
export function* outcomesOf(
  play: PlayEpisode,
  net: Net,
  parameters: Float32Array,
  { task, path, options, first, sequences }: EpisodeSet,
): Generator<Outcome> {
  for (let number = first; number < first + sequences; number++) {
    const random = randomStream(...path, number);
    yield blame(`task ${task}`, () => play(net, parameters, random, options));
  }
}

/** Scores of `count` genomes `[count][parameters]`: a genome's loss is the mean over the episodes, its MACs their sum. */
export function playPopulation(
  play: PlayEpisode,
  net: Net,
  genomes: Float32Array,
  count: number,
  set: EpisodeSet,
): Scores {
  const losses = new Float64Array(count);
  const macs = new Float64Array(count);
  for (let genome = 0; genome < count; genome++) {
    const parameters = genomes.subarray(genome * net.parameters, (genome + 1) * net.parameters);
    for (const outcome of outcomesOf(play, net, parameters, set)) {
      losses[genome]! += outcome.loss;
      macs[genome]! += outcome.macs;
    }
    losses[genome]! /= set.sequences;
  }
  return { losses, macs };
}
