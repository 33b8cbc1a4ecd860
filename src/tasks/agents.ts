/** Null agents of episode tasks: what is reached without a net, as floors for what nets reach. */
import type { EpisodeSet } from '../engine/lesson.ts';
import { randomStream } from '../random/random.ts';
import { caseCount, shapeOf } from './batches.ts';
import { checkOutcome, requireGoesOn } from './check-episode.ts';
import type { Part, Task } from './define-task.ts';
import type { Agent, Episode, EpisodeOutcome, Reading } from './episode.ts';
import { beginEpisode, closing } from './play-episodes.ts';
import { read } from './readings.ts';
import { calling, type TaskOptions } from './task-call.ts';

/** Agents that every task has: outputs of 0, and outputs drawn from N(0, 1) at every action, both read as a net's are. */
const common = (reads: Reading): Readonly<Record<string, Agent>> => ({
  'do nothing': (_, actions) => {
    actions.fill(0);
    read(reads, actions);
  },
  random: (_, actions, random) => {
    for (let action = 0; action < actions.length; action++) actions[action] = random.normal();
    read(reads, actions);
  },
});

/** Agents of a task by their names. */
export function agentsOf(task: Task, options: TaskOptions): Readonly<Record<string, Agent>> {
  const { reads } = shapeOf(task, options).episode!;
  return { ...common(reads), ...calling(task, 'agents', () => task.episode!.agents?.(options)) };
}

export interface AgentOptions {
  readonly part: Part;
  readonly path: readonly (string | number)[];
  /** Most episodes; a part of fewer starts is played whole. */
  readonly episodes: number;
  /** Most actions of an episode; default: as many as the task has. */
  readonly mostSteps?: number;
  /** Actions of all episodes together after which no other is begun. Default: none. */
  readonly mostActions?: number;
  /**
   * Receives the observations before each action, and once more at the end: a view that the next overwrites; and the
   * episode.
   */
  readonly onObserve?: (observations: Float64Array, episode: Episode) => void;
  /** Receives each outcome. */
  readonly onOutcome?: (outcome: EpisodeOutcome) => void;
  /** Agent, in place of the task's of that name; its name is part of the path of its random stream. */
  readonly agent?: Agent;
}

/** Means of an agent over its episodes. */
export interface AgentResult {
  readonly episodes: number;
  readonly loss: number;
  /** Share of episodes lost. */
  readonly error: number;
  readonly measures: Readonly<Record<string, number>>;
  /** Actions of all episodes together. */
  readonly steps: number;
}

/** Plays an agent. @throws UserError where the task throws */
export function playAgent(
  task: Task,
  options: TaskOptions,
  name: string,
  {
    part,
    path,
    episodes: wanted,
    mostSteps,
    mostActions = Number.POSITIVE_INFINITY,
    onObserve,
    onOutcome,
    agent = agentsOf(task, options)[name]!,
  }: AgentOptions,
): AgentResult {
  // An episode that is cut short tells nothing about the others.
  const hasGate = part !== 'training' && mostSteps === undefined && task.episode!.isGate?.(options) === true;
  const { inputs, outputs, episode: form } = shapeOf(task, options);
  const most = Math.min(form!.steps, mostSteps ?? form!.steps);
  const cases = caseCount(task, options, part) ?? null;
  const episodes = Math.min(wanted, cases ?? wanted);
  const set: EpisodeSet = {
    ...{ kind: 'episodes', task: task.name, options, path, first: 0, sequences: episodes, part, cases },
  };
  const [observations, actions] = [new Float64Array(inputs.size), new Float64Array(outputs)];
  const sums: Record<string, number> = {};
  let [loss, wrong, steps, played] = [0, 0, 0, 0];
  for (let number = 0; number < episodes && (number === 0 || steps < mostActions); number++) {
    const random = randomStream(...path, 'agent', name, number);
    const episode = beginEpisode(task, set, number);
    const outcome = closing(task, episode, () => {
      calling(
        task,
        () => `episode ${number}`,
        () => {
          let taken = 0;
          for (let goesOn = true; goesOn && taken < most; taken++) {
            episode.observe(observations);
            onObserve?.(observations, episode);
            agent(observations, actions, random);
            goesOn = episode.act(actions);
            requireGoesOn(goesOn);
          }
          episode.observe(observations);
          onObserve?.(observations, episode);
          steps += taken;
        },
      );
      return calling(task, 'outcome', () => episode.outcome());
    });
    checkOutcome(task, outcome);
    onOutcome?.(outcome);
    loss += outcome.loss;
    wrong += Number(outcome.wrong);
    for (const [measure, value] of Object.entries(outcome.measures ?? {}))
      sums[measure] = (sums[measure] ?? 0) + value;
    played++;
    if (hasGate && number === 0 && outcome.wrong) break;
  }
  const measures = Object.fromEntries(Object.entries(sums).map(([key, sum]) => [key, sum / played]));
  return { episodes: played, loss: loss / played, error: wrong / played, measures, steps };
}

/** Floor of a task: what a null agent reaches. */
export interface Floor extends Pick<AgentResult, 'loss' | 'error' | 'measures' | 'episodes'> {
  readonly agent: string;
}

/** Most episodes of a floor where they are drawn, and most actions of them together. */
const FLOOR = { drawn: 100, counted: 1000, actions: 200_000 };

/** Floors of a task on test episodes of a stream of their own, one a null agent. */
export function floorsOf(task: Task, options: TaskOptions): Floor[] {
  const isCounted = caseCount(task, options, 'test') !== undefined;
  return Object.keys(agentsOf(task, options)).map((agent) => {
    const { loss, error, measures, episodes } = playAgent(task, options, agent, {
      part: 'test',
      path: ['floors', task.name],
      episodes: isCounted ? FLOOR.counted : FLOOR.drawn,
      mostActions: FLOOR.actions,
    });
    return { agent, loss, error, measures, episodes };
  });
}
