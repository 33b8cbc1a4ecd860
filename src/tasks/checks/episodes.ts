/** Checks of an episode task: its episodes, their determinism, their parts, their speed. */
import { createHash } from 'node:crypto';
import { monotonicSeconds } from '../../clock.ts';
import type { EpisodeSet } from '../../engine/lesson.ts';
import { elmanNet } from '../../nets/elman.ts';
import { agentsOf, playAgent } from '../agents.ts';
import { caseCount, shapeOf } from '../batches.ts';
import { observationFault, versionsOf } from '../check-episode.ts';
import { pictureFault } from '../check-picture.ts';
import { episodeSuccess } from '../define-episode.ts';
import type { Part, Task } from '../define-task.ts';
import { beginEpisode } from '../play-episodes.ts';
import { rolloutPlayer } from '../play-rollouts.ts';
import type { TaskOptions } from '../task-call.ts';
import { type Check, failed, type Outcome, passed, short, warned } from './outcome.ts';

const COUNT = 5;
const MOST_STEPS = 1000;

/** Digest of the observations of a few episodes in which outputs are drawn. */
export function episodeDigest(
  task: Task,
  options: TaskOptions,
  path: readonly (string | number)[],
  part: Part = 'training',
): string {
  const hash = createHash('sha256');
  playAgent(task, options, 'random', {
    ...{ part, path, episodes: COUNT, mostSteps: MOST_STEPS },
    onObserve: (seen) => hash.update(Buffer.from(seen.buffer, seen.byteOffset, seen.byteLength)),
  });
  return hash.digest('hex').slice(0, 32);
}

/** Number of pictures of an agent that are looked at. */
const PICTURES = 100;

/** Each null agent plays a few episodes; observations must be finite, pictures valid. */
export const episodesCheck: Check = (task, options) => {
  versionsOf(task);
  const { steps } = shapeOf(task, options).episode!;
  const texts: string[] = [];
  const measured = new Set(['steps', 'loss']);
  for (const name of Object.keys(agentsOf(task, options))) {
    let fault: string | null = null;
    let pictures = 0;
    const played = playAgent(task, options, name, {
      ...{ part: 'training', path: ['check', 'episodes'], episodes: COUNT },
      onObserve(seen, episode) {
        fault ??= observationFault(seen);
        if (fault !== null || episode.picture === undefined || pictures++ >= PICTURES) return;
        const wrong = pictureFault(episode.picture());
        if (wrong !== null) fault = `picture: ${wrong}`;
      },
    });
    if (fault !== null) return failed(`${name}: ${fault}`);
    for (const measure of Object.keys(played.measures)) measured.add(measure);
    texts.push(`${name}: ${short(played.steps / played.episodes)} steps, loss ${short(played.loss)}`);
  }
  const returned = meanReturn(task, options);
  if (returned !== null) texts.push(`sampled actions: sum of rewards ${short(returned)}`);
  const isStrange = (unit: string): boolean => !measured.has(unit);
  const units = Object.keys(task.units ?? {});
  if (units.some(isStrange)) {
    // Some measures are those of the test alone.
    const given = { part: 'test', path: ['check', 'units'], episodes: 1 } as const;
    for (const measure of Object.keys(playAgent(task, options, 'do nothing', given).measures))
      measured.add(measure);
  }
  const strange = units.find(isStrange);
  if (strange !== undefined)
    return warned(
      `units.${strange}: no outcome had a measure '${strange}'; they had ${[...measured].join(', ')}`,
    );
  return passed(`of at most ${steps} steps; ${texts.join('; ')}`);
};

/**
 * Mean sum of rewards of a few episodes by sampled actions of a net whose weights are 0; null where the task has no
 * rewards of its own.
 * @throws UserError where a reward is not finite
 */
function meanReturn(task: Task, options: TaskOptions): number | null {
  const { inputs, outputs } = shapeOf(task, options);
  const set: EpisodeSet = {
    ...{ kind: 'episodes', task: task.name, options, path: ['check', 'rewards'], first: 0 },
    ...{ sequences: COUNT, part: 'training', cases: caseCount(task, options, 'training') ?? null },
  };
  if (beginEpisode(task, set, 0).reward === undefined) return null;
  const net = elmanNet({ unit: 'tanh', inputs: inputs.size, hidden: 1, outputs });
  const parameters = new Float32Array(net.parameters);
  const rollouts = rolloutPlayer(task)(net, parameters, set, { noise: 1, horizon: MOST_STEPS });
  const sum = rollouts.reduce(
    (all, { rewards }) => all + rewards.reduce((own, reward) => own + reward, 0),
    0,
  );
  return sum / COUNT;
}

export const episodeDeterminismCheck: Check = (task, options) => {
  const first = episodeDigest(task, options, ['check', 'determinism', 0]);
  if (episodeDigest(task, options, ['check', 'determinism', 0]) !== first) {
    return failed(
      'the same stream and actions gave another episode the second time; all that is random must come from `random`',
    );
  }
  episodeDigest(task, options, ['check', 'determinism', 1]);
  if (episodeDigest(task, options, ['check', 'determinism', 0]) !== first)
    return failed('an episode was another one after others had been played; keep nothing between episodes');
  return passed('the same stream and actions give the same episode, whatever was played before');
};

/** The first observations of a part's episodes, each with its own stream. */
function firstSeen(task: Task, options: TaskOptions, part: Part): Set<string> {
  const seen = new Set<string>();
  const most = Math.min(100, caseCount(task, options, part) ?? 100);
  let isFirst = true;
  playAgent(task, options, 'do nothing', {
    ...{ part, path: ['check', part], episodes: most, mostSteps: 1 },
    onObserve(observations) {
      if (isFirst) seen.add(observations.join());
      isFirst = !isFirst;
    },
  });
  return seen;
}

export const episodePartsCheck: Check = (task, options): Outcome => {
  const [training, test] = [firstSeen(task, options, 'training'), firstSeen(task, options, 'test')];
  const common = [...test].filter((start) => training.has(start)).length;
  const said = `${common} of ${test.size} different starts of test, as they are seen, also occur among ${training.size} of training`;
  if (task.episode!.isExhaustive?.(options) === true || common < test.size) return passed(said);
  return warned(
    `${said}: a net can know them by heart. Draw starts from \`random\`, or say \`isExhaustive\` where they are all there are`,
  );
};

const MEASURED_SECONDS = 0.5;
const MOST_SECONDS = 600;

export const episodeSpeedCheck: Check = (task, options) => {
  const tested = caseCount(task, options, 'test') ?? episodeSuccess(task.episode!, options).sequences;
  const began = monotonicSeconds();
  let [steps, episodes, taken] = [0, 0, 0];
  for (let round = 0; taken < MEASURED_SECONDS; round++) {
    const played = playAgent(task, options, 'random', {
      ...{ part: 'training', path: ['check', 'speed', round], episodes: 1 },
    });
    steps += played.steps;
    episodes++;
    taken = monotonicSeconds() - began;
  }
  const rate = steps / taken;
  const longest = (tested * shapeOf(task, options).episode!.steps) / rate;
  const speed = `${short(rate)} steps a second without a net, a random episode in ${short(taken / episodes)} s`;
  const test = `a test of ${tested} whole episodes in ${short(longest)} s at most`;
  return longest > MOST_SECONDS ? warned(`${speed}, ${test}`) : passed(`${speed}, ${test}`);
};
