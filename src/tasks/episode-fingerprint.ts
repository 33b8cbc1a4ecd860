/** Fingerprint of an episode task: a hash of fixed starts of each part under drawn actions, by which it is known again. */
import { Sha256 } from '../numeric/sha-256.ts';
import type { Random } from '../random/random.ts';
import { playAgent } from './agents.ts';
import { caseCount, shapeOf } from './batches.ts';
import type { Part, Task } from './define-task.ts';
import type { Agent, Reading } from './episode.ts';
import { read } from './readings.ts';
import type { TaskOptions } from './task-call.ts';

const PARTS: readonly Part[] = ['training', 'validation', 'test'];
/** Most starts of each part, the first ones; most actions of an episode; actions of a part after which none is begun. */
const LIMITS = { episodes: 6, mostSteps: 50, mostActions: 100 };
/** Chance that an output is drawn anew at an action of every other episode. */
const RENEWAL = 0.1;

/**
 * Hash, as 32 hexadecimal digits, of the observations, rewards, lengths and outcomes of a few episodes of each part, of
 * at most 50 actions, fewer than 150 a part. A longer episode is asked for its outcome so far.
 * @throws UserError where the task throws
 */
export function episodeFingerprint(task: Task, options: TaskOptions): string {
  const hash = new Sha256();
  const { reads } = shapeOf(task, options).episode!;
  for (const part of PARTS) {
    hash.update(`${part} ${caseCount(task, options, part) ?? 'drawn'}\n`);
    let actions = -1;
    playAgent(task, options, 'drawn and held', {
      ...{ part, path: ['fingerprint', task.name, part], ...LIMITS },
      agent: drawnAgent(reads),
      onObserve(seen, episode) {
        hash.update(seen);
        if (++actions > 0 && episode.reward !== undefined) hash.update(`${episode.reward()}\n`);
      },
      onOutcome({ loss, wrong, measures = {} }) {
        const named = Object.keys(measures).sort();
        const values = named.map((name) => `${name} ${measures[name]}`);
        hash.update(`${[actions, loss, wrong, ...values].join('\n')}\n`);
        actions = -1;
      },
    });
  }
  return hash.hex().slice(0, 32);
}

/**
 * Agent whose outputs are drawn from N(0, 1). In one episode they are drawn at every action, which tries many directions;
 * in the next they are held for about ten, which goes far in one of them.
 */
function drawnAgent(reads: Reading): Agent {
  const outputs: number[] = [];
  let stream: Random | null = null;
  let isHeld = true;
  return (_, actions, random) => {
    const isFirst = stream !== random;
    if (isFirst) isHeld = !isHeld;
    stream = random;
    for (let action = 0; action < actions.length; action++) {
      if (isFirst || !isHeld || random.uniform() < RENEWAL) outputs[action] = random.normal();
      actions[action] = outputs[action]!;
    }
    read(reads, actions);
  };
}
