/** Scorer: evaluates a population on a lesson of either kind, in the thread that calls it. */
import type { Device } from '../../engine/device.ts';
import { populationMacs } from '../../engine/feedback/macs.ts';
import { isEpisodes, type Lesson, type Scores } from '../../engine/lesson.ts';
import type { Net } from '../../nets/net.ts';
import { playPopulation } from '../../tasks/play-episodes.ts';
import { prepareEpisodes } from '../../tasks/prepare-episodes.ts';
import type { Catalogue } from '../spec/catalogue.ts';

/** @param genomes `[count][parameters]` */
export type Scorer = (genomes: Float32Array, count: number, lesson: Lesson) => Promise<Scores>;

/**
 * Scorer that sends batches to the device, and plays episodes here.
 * @param check called between and within episodes; may throw to leave them
 */
export function scorerOf(
  device: Device,
  net: Net,
  catalogue: Pick<Catalogue, 'architecture' | 'episodes' | 'task'>,
  check?: () => void,
): Scorer {
  const { macs: costs } = catalogue.architecture(net.architecture);
  return async (genomes, count, lesson) => {
    if (isEpisodes(lesson)) {
      const play = catalogue.episodes(lesson.task);
      if (play === null) throw new Error(`task ${lesson.task} is not played in episodes`);
      await prepareEpisodes(catalogue.task(lesson.task));
      return playPopulation(play, net, genomes, count, lesson, check);
    }
    const losses = await device.evaluatePopulation(net, genomes, count, lesson);
    return { losses, macs: populationMacs(costs, net, lesson, count, genomes) };
  };
}
