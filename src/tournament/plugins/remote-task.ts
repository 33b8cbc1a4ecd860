/** Task of a plugin in the thread of a trial: its code is in another thread, which is asked for every batch. */
import * as z from 'zod';
import type { Batch } from '../../engine/batch.ts';
import type { EpisodeSet } from '../../engine/lesson.ts';
import type { Rollout } from '../../engine/rollout.ts';
import { UserError } from '../../errors.ts';
import type { TaskOptions } from '../../tasks/batches.ts';
import type { EpisodeDefinition } from '../../tasks/episode.ts';
import type { Outcome, PlayEpisode } from '../../tasks/play-episodes.ts';
import type { PlayRollouts } from '../../tasks/play-rollouts.ts';
import type { RemoteTask } from '../../tasks/remote-task.ts';
import type { StreamPath } from '../../tasks/stream-path.ts';
import type { PluginClient } from './channel.ts';
import { fitsNet } from './received-rollout.ts';

/**
 * Makes the task.
 * @param client called anew at each call, for every trial has another
 * @throws UserError where the plugin cannot be loaded
 */
export function remoteTask(name: string, client: () => PluginClient): RemoteTask {
  const { judges, isEpisode, success, score, units, exhaustive } = client().ask('profile');
  return {
    name,
    summary: '',
    source: '',
    // Options are chosen before there is a trial.
    options: z.object({}),
    ...(success && { success }),
    ...(score && { score }),
    ...(units && { units }),
    ...(exhaustive === undefined ? {} : { exhaustive }),
    ...(isEpisode && { episode: remoteEpisode(name, client) }),
    shape: (options) => client().ask('shape', options),
    sample() {
      throw new Error('sequences are drawn in the thread of the task');
    },
    remote: {
      judges,
      shape: (options) => client().ask('shape', options),
      cases: (options, part) => client().ask('cases', options, part),
      drawBatch: batchesInBlocks((...given) => client().ask('draw', ...given)),
      evaluationBatches(options, path, count, chunk, part) {
        const set = client().ask('evaluationSet', options, path, count, chunk, part);
        return {
          ...set,
          chunk: (index) => client().ask('evaluationChunk', options, path, count, chunk, part, index),
        };
      },
      judgeBatch: (...given) => client().ask('judge', ...given),
    },
  };
}

/** Definition of an episode task whose episodes are played in the thread of the task (`remotePlayer`). */
const remoteEpisode = (name: string, client: () => PluginClient): EpisodeDefinition => ({
  ...{ name, summary: '', source: '', options: z.object({}) },
  shape() {
    throw new Error('the shape is asked for as that of a task');
  },
  begin() {
    throw new Error('episodes are played in the thread of the task');
  },
  success: (options) => client().ask('goal', options).success,
  isExhaustive: (options) => client().ask('goal', options).exhaustive,
  isGate: (options) => client().ask('goal', options).gate,
});

/** Player of the episodes of a plugin's task, in its own thread, several a request. */
export const remotePlayer =
  (client: () => PluginClient): PlayEpisode =>
  (net, parameters) => {
    let played: { readonly set: EpisodeSet; readonly first: number; readonly outcomes: readonly Outcome[] };
    return (set, number) => {
      if (played?.set !== set || played.outcomes[number - played.first] === undefined) {
        const outcomes = client().ask('play', net, parameters.slice(), set, number);
        played = { set, first: number, outcomes };
      }
      return played.outcomes[number - played.first]!;
    };
  };

/** Player of the episodes by sampled actions, in the plugin's own thread, several a request. */
export const remoteRollouts =
  (client: () => PluginClient): PlayRollouts =>
  (net, parameters, set, sampling) => {
    const rollouts: Rollout[] = [];
    while (rollouts.length < set.sequences) {
      const first = set.first + rollouts.length;
      const given = client().ask('rollouts', net, parameters.slice(), set, first, sampling);
      if (!given.every((one) => fitsNet(one, net, sampling.horizon)))
        throw new UserError(`task ${set.task}: its thread gave episodes that are none of the net's`);
      rollouts.push(...given);
    }
    return rollouts.slice(0, set.sequences);
  };

/** Most batches of a block: asking costs as much as drawing a few small ones. */
const BLOCK = 32;

/**
 * Batches in blocks. One stream is drawn from at a time, in order; the blocks grow, so that few batches are drawn in
 * vain.
 */
function batchesInBlocks(
  draw: (
    options: TaskOptions,
    path: StreamPath,
    first: number,
    sequences: number,
    most: number,
  ) => readonly Batch[],
): RemoteTask['remote']['drawBatch'] {
  let stream = '';
  let first = 0;
  let block: readonly Batch[] = [];
  let most = 1;
  return (options, path, index, sequences) => {
    const asked = JSON.stringify([options, path, sequences]);
    const isNext = asked === stream && index === first + block.length;
    if (asked === stream && block[index - first] !== undefined) return block[index - first]!;
    most = isNext ? Math.min(BLOCK, 2 * most) : 1;
    block = [];
    block = draw(options, path, index, sequences, most);
    stream = asked;
    first = index;
    return block[0]!;
  };
}
