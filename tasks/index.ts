/** Built-in tasks, of sequences and of episodes. A new one is a file beside this and a line here. */
import { unknownName } from '../src/options/nearest.ts';
import type { Task } from '../src/tasks/define-task.ts';
import addition from './addition.ts';
import anbn from './anbn.ts';
import boxes from './boxes.ts';
import copyMemory from './copy-memory.ts';
import delayedResponse from './delayed-response.ts';
import doublePole from './double-pole.ts';
import embeddedReber from './embedded-reber.ts';
import figureEight from './figure-eight.ts';
import gait from './gait.ts';
import gait2d from './gait-2d.ts';
import mackeyGlass from './mackey-glass.ts';
import memorisation from './memorisation.ts';
import memoryCapacity from './memory-capacity.ts';
import multiplication from './multiplication.ts';
import narma10 from './narma-10.ts';
import parity from './parity.ts';
import pianoRoll from './piano-roll.ts';
import platform from './platform.ts';
import ptbCharacters from './ptb-characters.ts';
import randomPermutation from './random-permutation.ts';
import sequentialMnist from './sequential-mnist.ts';
import sine from './sine.ts';
import sineSeventh from './sine-seventh.ts';
import singlePole from './single-pole.ts';
import tMaze from './t-maze.ts';
import temporalOrder from './temporal-order.ts';
import temporalOrder3bit from './temporal-order-3bit.ts';
import xor from './xor.ts';

/** Tasks of sequences in the order in which they are listed. */
export const sequenceTasks: readonly Task[] = [
  temporalOrder,
  temporalOrder3bit,
  addition,
  multiplication,
  xor,
  randomPermutation,
  memorisation,
  copyMemory,
  delayedResponse,
  embeddedReber,
  anbn,
  parity,
  pianoRoll,
  ptbCharacters,
  sequentialMnist,
  sine,
  figureEight,
  mackeyGlass,
  narma10,
  memoryCapacity,
  sineSeventh,
];

/** Tasks that are played in episodes. */
export const episodeTasks: readonly Task[] = [singlePole, doublePole, tMaze, boxes, platform, gait2d, gait];

/** All tasks in the order in which they are listed. */
export const tasks: readonly Task[] = [...sequenceTasks, ...episodeTasks];

/**
 * Finds a task by its name.
 * @throws UserError when there is none of that name, with the nearest that there is
 */
export function findTask(name: string): Task {
  const task = tasks.find((one) => one.name === name);
  if (task === undefined) {
    throw unknownName(
      'task',
      name,
      tasks.map((one) => one.name),
    );
  }
  return task;
}
