/** Services of a plugin's host thread for other threads, by name. All arguments and answers are plain data. */

import { monotonicSeconds } from '../../clock.ts';
import type { Batch } from '../../engine/batch.ts';
import type { Vector } from '../../engine/device.ts';
import type { EpisodeSet } from '../../engine/lesson.ts';
import { stepperOf } from '../../engine/reference/stepper.ts';
import type { Rollout, Sampling } from '../../engine/rollout.ts';
import type { Net } from '../../nets/net.ts';
import { describeOptions, type OptionDescription } from '../../options/describe.ts';
import { plainWording, type Wording } from '../../options/validate.ts';
import { type Floor, floorsOf, playAgent } from '../../tasks/agents.ts';
import {
  type BatchJudgement,
  caseCount,
  drawBatch,
  evaluationBatches,
  judgeBatch,
  shapeOf,
  type TaskOptions,
} from '../../tasks/batches.ts';
import { digest } from '../../tasks/checks/digest.ts';
import { episodeDigest } from '../../tasks/checks/episodes.ts';
import { type CheckName, checks } from '../../tasks/checks/index.ts';
import type { Outcome } from '../../tasks/checks/outcome.ts';
import { episodeSuccess } from '../../tasks/define-episode.ts';
import type { Part, Task, TaskShape, TaskSuccess } from '../../tasks/define-task.ts';
import { episodePlayer, type Outcome as PlayedEpisode } from '../../tasks/play-episodes.ts';
import { rolloutOf } from '../../tasks/play-rollouts.ts';
import { prepareEpisodes } from '../../tasks/prepare-episodes.ts';
import { type Recording, recordEpisode } from '../../tasks/record-episode.ts';
import type { StreamPath } from '../../tasks/stream-path.ts';
import { calling } from '../../tasks/task-call.ts';
import { plainShape, type SampleFacts, type Settled, sampleFacts, settleTask } from '../spec/choose-task.ts';
import { plainSuccess } from '../spec/success.ts';
import type { Marker } from './call-watch.ts';

export interface Description {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly files?: string | undefined;
  readonly options: readonly OptionDescription[];
}

/** Wording as data: place and text of each option's value. */
export interface Words {
  readonly where: ReadonlyMap<string, string>;
  readonly shown: ReadonlyMap<string, string>;
}

/** Seconds after which no further episode is played in one request. */
const MOST_SECONDS_OF_EPISODES = 0.05;
/** Most seconds for batches that may never be asked for. */
const MOST_SECONDS_AHEAD = 0.002;

/** Actions of an episode that is only tried. */
const FEW_STEPS = 200;

type Values = Readonly<Record<string, unknown>>;

/**
 * Services of a task.
 * @throws errors of the task, UserError where it is named already
 */
export const pluginServices = (task: Task, marker: Marker) => ({
  describe(): Description {
    const { name, summary, source, files } = task;
    return {
      name,
      summary,
      source,
      ...(files === undefined ? {} : { files }),
      options: marker.during('options', () => describeOptions(task.options)),
    };
  },

  settle(values: Values, words: Words): Settled {
    const plain = plainWording(`task ${task.name}`);
    const wording: Wording = {
      where: (name) => words.where.get(name) ?? plain.where(name),
      shown: (name, value) => words.shown.get(name) ?? plain.shown(name, value),
    };
    // The schema comes first in it; the task's functions then mark themselves.
    return marker.during('options', () => settleTask(task, values, wording));
  },

  async sample(options: TaskOptions): Promise<SampleFacts> {
    await prepareEpisodes(task);
    return sampleFacts(task, frozen(options));
  },

  /** One of the checks that `genoprop check` makes. */
  async check(name: CheckName, options: TaskOptions): Promise<Outcome> {
    await prepareEpisodes(task);
    return checks[name](task, frozen(options));
  },

  /** Draws two sequences, or begins an episode, to test that it can be done at all. */
  async few(options: TaskOptions): Promise<void> {
    await prepareEpisodes(task);
    if (task.episode !== undefined) {
      const given = { part: 'training', path: ['check', 'few'], episodes: 1, mostSteps: FEW_STEPS } as const;
      playAgent(task, frozen(options), 'do nothing', given);
      return;
    }
    drawBatch(task, frozen(options), ['check', 'few'], 0, 2);
  },

  /** Digest of a batch, which is the same in every thread for a task that keeps no state. */
  async digest(options: TaskOptions): Promise<string> {
    await prepareEpisodes(task);
    if (task.episode !== undefined) return episodeDigest(task, frozen(options), ['check', 'thread']);
    return digest(drawBatch(task, frozen(options), ['check', 'thread'], 0, 20));
  },

  /** Profile of the task that a trial must know before it asks for anything else. */
  profile(): { readonly judges: boolean; readonly isEpisode: boolean } & Pick<
    Task,
    'success' | 'score' | 'units' | 'exhaustive'
  > {
    const { judge, success, score, units, exhaustive } = task;
    return {
      judges: judge !== undefined,
      isEpisode: task.episode !== undefined,
      // A plugin may return further fields, which need not be plain data.
      ...(success && { success: plainSuccess(success) }),
      ...(score && {
        score: { name: score.name, ...(score.unit === undefined ? {} : { unit: score.unit }) },
      }),
      ...(units && { units: { ...units } }),
      ...(exhaustive === undefined ? {} : { exhaustive }),
    };
  },

  shape(options: TaskOptions): TaskShape {
    return plainShape(shapeOf(task, frozen(options)));
  },

  cases(options: TaskOptions, part: Part): number | undefined {
    return caseCount(task, frozen(options), part);
  },

  /**
   * Batches `first`, `first + 1`, …, at most so many, and one at least; those after it only as long as they take little
   * time.
   */
  draw(options: TaskOptions, path: StreamPath, first: number, sequences: number, most: number): Batch[] {
    const began = monotonicSeconds();
    const batches = [drawBatch(task, frozen(options), path, first, sequences)];
    while (batches.length < most && monotonicSeconds() - began < MOST_SECONDS_AHEAD) {
      try {
        batches.push(drawBatch(task, options, path, first + batches.length, sequences));
      } catch {
        // The error occurs again where that batch is asked for first, if it ever is.
        break;
      }
    }
    return batches;
  },

  /** Number of sequences of the set, and of its chunks. */
  evaluationSet(
    options: TaskOptions,
    path: StreamPath,
    sequences: number,
    chunk: number | undefined,
    part: Part,
  ): { readonly sequences: number; readonly chunks: number } {
    const set = evaluationBatches(task, frozen(options), path, sequences, chunk, part);
    return { sequences: set.sequences, chunks: set.chunks };
  },

  evaluationChunk(
    options: TaskOptions,
    path: StreamPath,
    sequences: number,
    chunk: number | undefined,
    part: Part,
    index: number,
  ): Batch {
    return evaluationBatches(task, frozen(options), path, sequences, chunk, part).chunk(index);
  },

  /**
   * Judges a batch.
   * @param outputs as `Evaluation.outputs`
   */
  judge(options: TaskOptions, batch: Batch, outputs: Vector): BatchJudgement {
    return judgeBatch(task, frozen(options), batch, outputs);
  },

  /** Success of an episode task under these options. */
  goal(options: TaskOptions): {
    readonly success: TaskSuccess;
    readonly exhaustive: boolean;
    readonly gate: boolean;
  } {
    const episode = task.episode!;
    const given = calling(task, 'success', () => episodeSuccess(episode, frozen(options)));
    return {
      success: plainSuccess(given),
      exhaustive: calling(task, 'isExhaustive', () => episode.isExhaustive?.(options)) === true,
      gate: calling(task, 'isGate', () => episode.isGate?.(options)) === true,
    };
  },

  /**
   * Plays episodes of the set with that net, from number `first` on, one at least: those after it only as long as they
   * take little time, and none after one that decides for the rest.
   */
  async play(net: Net, parameters: Float32Array, set: EpisodeSet, first: number): Promise<PlayedEpisode[]> {
    await prepareEpisodes(task);
    frozen(set.options);
    const began = monotonicSeconds();
    const play = episodePlayer(task)(net, parameters);
    const played = [play(set, first)];
    const most = set.first + set.sequences - first;
    while (
      played.length < most &&
      !played.at(-1)!.decides &&
      monotonicSeconds() - began < MOST_SECONDS_OF_EPISODES
    ) {
      try {
        played.push(play(set, first + played.length));
      } catch {
        // The error occurs again where that episode is asked for first.
        break;
      }
    }
    return played;
  },

  /**
   * Plays episodes of the set by sampled actions, from number `first` on, one at least: those after it only as long as
   * they take little time.
   */
  async rollouts(
    net: Net,
    parameters: Float32Array,
    set: EpisodeSet,
    first: number,
    sampling: Sampling,
  ): Promise<Rollout[]> {
    await prepareEpisodes(task);
    frozen(set.options);
    const began = monotonicSeconds();
    const stepper = stepperOf(net, parameters);
    const played: Rollout[] = [];
    const most = set.first + set.sequences - first;
    do played.push(rolloutOf(task, stepper, set, first + played.length, sampling));
    while (played.length < most && monotonicSeconds() - began < MOST_SECONDS_OF_EPISODES);
    return played;
  },

  /** Records one episode of the set, and plays it to its end. States of the net are left out. */
  async record(
    net: Net,
    parameters: Float32Array,
    set: EpisodeSet,
    number: number,
    most: number,
  ): Promise<{ readonly recording: Recording; readonly outcome: PlayedEpisode }> {
    frozen(set.options);
    await prepareEpisodes(task);
    const recording = recordEpisode(task, net, parameters, set, number, most);
    return {
      recording: { ...recording, shown: [] },
      outcome: episodePlayer(task)(net, parameters)(set, number),
    };
  },

  /** Floors of an episode task. */
  async floors(options: TaskOptions): Promise<Floor[]> {
    await prepareEpisodes(task);
    return floorsOf(task, frozen(options));
  },

  /** Does nothing: pending errors of the plugin's code get the time to occur before the answer. */
  end(): void {},
});

// A plugin that changed its own options would draw other sequences from then on.
const frozen = (options: TaskOptions): TaskOptions => Object.freeze(options);

export type PluginServices = ReturnType<typeof pluginServices>;
