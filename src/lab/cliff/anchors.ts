/**
 * Anchors of the plane: the start of a descent, its end, and the best net of another contestant, all of one repetition
 * on one task of a run.
 */
import * as z from 'zod';
import type { Device } from '../../engine/device.ts';
import { UserError } from '../../errors.ts';
import { findLearner } from '../../learners/index.ts';
import type { Problem, Snapshot } from '../../learners/learner.ts';
import type { Net } from '../../nets/net.ts';
import { netOf } from '../../nets/net-of.ts';
import { unknownName } from '../../options/nearest.ts';
import type { RunFile } from '../../store/run-file.ts';
import type { Task } from '../../tasks/define-task.ts';
import { builtIn } from '../../tournament/spec/catalogue.ts';
import type { Contestant, TaskChoice, TournamentSpec, TrialSpec } from '../../tournament/spec/tournament.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';
import { assembleTrial, makeProblem } from '../../tournament/trial/problem.ts';
import { unwrapSnapshot } from '../../tournament/trial/trial-state.ts';
import { differInSize, embedded, hiddenOf } from './embed.ts';

export interface AnchorChoice {
  /** Label of a task; empty for the first with both contestants' champions. */
  readonly task: string;
  /** Number of a repetition; 0 for the first with both champions. */
  readonly repetition: number;
  readonly contestants: readonly string[];
}

/** Trial of an anchor, with what the run keeps of it. */
export interface AnchorTrial {
  readonly spec: TrialSpec;
  readonly net: Net;
  readonly champion: Float32Array;
  /** MACs at which the champion was found. */
  readonly foundAt: number;
  /** State of the search at the last checkpoint; null where the run keeps none. */
  readonly snapshot: Snapshot | null;
  /** Updates made by the end of the descent: those of the checkpoint, else of the champion. */
  readonly updates: number;
  readonly testError: number | null;
}

export interface Anchors {
  readonly task: TaskChoice;
  readonly repetition: number;
  readonly descent: AnchorTrial;
  readonly other: AnchorTrial;
  /** The larger of both nets, in which all points lie. */
  readonly net: Net;
  /** Origin of the end of the descent: its last checkpoint, or its best validated net. */
  readonly endIs: 'checkpoint' | 'champion';
  readonly end: Float32Array;
  readonly best: Float32Array;
}

/** Reason why no plane can be drawn of that run, as a clause; null where one can. */
export function lacksAnchors(run: RunFile): string | null {
  try {
    findAnchors(run, { task: '', repetition: 0, contestants: [] });
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const where = `${run.path}: `;
    return error.message.startsWith(where) ? error.message.slice(where.length) : error.message;
  }
}

/** @throws UserError, with the run's path before it, where the run has no such anchors */
export function findAnchors(run: RunFile, choice: AnchorChoice): Anchors {
  const fail = (what: string): never => {
    throw new UserError(`${run.path}: ${what}`);
  };
  return run.consistently(() => {
    const spec = run.spec();
    const tasks = tasksOf(spec, choice.task, run.path).filter(
      ({ facts }) => facts.shape.episode === undefined,
    );
    if (tasks.length === 0)
      return fail('its tasks are played in episodes, which have no gradient of a batch and no surface here');
    const pairs = pairsOf(spec, choice.contestants, tasks[0]!, run.path);
    const trials = trialsOf(spec);
    const repetitions = [...new Set(trials.map(({ repetition }) => repetition))];
    if (choice.repetition !== 0 && !repetitions.includes(choice.repetition))
      fail(`has no repetition ${choice.repetition}; it has ${repetitions.join(', ')}`);
    for (const task of tasks) {
      for (const repetition of choice.repetition === 0 ? repetitions : [choice.repetition]) {
        for (const pair of pairs) {
          const [descent, other] = pair.map(({ name }) => {
            const trial = trials.find(
              (one) =>
                one.task.label === task.label &&
                one.contestant.name === name &&
                one.repetition === repetition,
            );
            return trial === undefined ? null : anchorTrial(run, trial);
          });
          if (descent && other) return placed(task, repetition, descent, other);
        }
      }
    }
    const [first, second] = pairs[0]!;
    return fail(`no repetition in which both ${first.name} and ${second.name} have a best net yet`);
  });
}

function tasksOf({ tasks }: TournamentSpec, label: string, path: string): readonly TaskChoice[] {
  if (label === '') return tasks;
  const found = tasks.filter((task) => task.label === label);
  if (found.length > 0) return found;
  throw unknownName(
    'task',
    label,
    tasks.map((task) => task.label),
    path,
  );
}

type Pair = readonly [descent: Contestant, other: Contestant];

/** Pairs that span a plane, the preferred one first. */
function pairsOf(
  spec: TournamentSpec,
  names: readonly string[],
  task: TaskChoice,
  path: string,
): readonly Pair[] {
  const all = spec.contestants;
  const named = names.map((name) => {
    const found = all.find((one) => one.name === name);
    if (found !== undefined) return found;
    throw unknownName(
      'contestant',
      name,
      all.map((one) => one.name),
      path,
    );
  });
  const descents = (named.some(descends) ? named : all).filter(descends);
  if (descents.length === 0) throw new UserError(`${path}: no contestant of it descends by gradient updates`);
  const others = othersOf(named, all, descents[0]!);
  if (others.length === 0)
    throw new UserError(`${path}: no contestant of it breeds; name two contestants, one of which descends`);
  const pairs = descents.flatMap((descent) =>
    others.filter((other) => other !== descent).map((other) => [descent, other] as const),
  );
  const fitting = pairs.filter(([one, other]) => spanPlane(one, other, task));
  if (fitting.length > 0) return fitting;
  const [one, other] = pairs[0]!;
  throw new UserError(
    `${path}: the nets of ${one.name} (${inWords(one, task)}) and ${other.name} (${inWords(other, task)}) are of two kinds and span no plane; name two contestants whose nets differ in their number of hidden units at most`,
  );
}

/** Contestants named beside the descent; else those that breed, GENITOR first. */
function othersOf(
  named: readonly Contestant[],
  all: readonly Contestant[],
  descent: Contestant,
): readonly Contestant[] {
  const rest = named.filter((one) => one !== descent);
  if (rest.length > 0) return rest;
  const breeding = all.filter(breeds);
  return [...breeding.filter(isGenitor), ...breeding.filter((one) => !isGenitor(one))];
}

export const isGenitor = ({ learner }: Contestant): boolean => learner === 'genitor';

export function descends({ learner, settings }: Contestant): boolean {
  return findLearner(learner).asks?.(settings)?.kind === 'updates';
}

function breeds({ learner: name, settings }: Contestant): boolean {
  const learner = findLearner(name);
  return learner.floor === undefined && learner.calls(settings).includes('population');
}

function spanPlane(one: Contestant, other: Contestant, task: TaskChoice): boolean {
  const [first, second] = [one, other].map((contestant) => netOf(contestant, task.facts.shape));
  if (!first || !second || first.architecture.bred || first.architecture.fixed) return false;
  return differInSize(first.net, second.net);
}

function inWords(contestant: Contestant, task: TaskChoice): string {
  const built = netOf(contestant, task.facts.shape);
  return built === null
    ? contestant.architecture
    : `${contestant.architecture}, ${built.architecture.words(built.net)}`;
}

function anchorTrial(run: RunFile, spec: TrialSpec): AnchorTrial | null {
  const champion = run.champion(spec.id);
  // A net of the search's own lies in no space that another contestant's nets share.
  if (champion === null || champion.net !== undefined) return null;
  const stored = run.checkpoint(spec.id);
  const cost = champion.metadata.cost as { readonly macs: number; readonly updates: number };
  return {
    spec,
    net: netOf(spec.contestant, spec.task.facts.shape)!.net,
    champion: champion.parameters,
    foundAt: cost.macs,
    snapshot: stored === null ? null : unwrapSnapshot(stored.snapshot).search,
    updates: stored?.cost.updates ?? cost.updates,
    testError: run.trials().find(({ id }) => id === spec.id)?.result?.testError ?? null,
  };
}

function placed(task: TaskChoice, repetition: number, descent: AnchorTrial, other: AnchorTrial): Anchors {
  const state = descends(descent.spec.contestant) ? descent.snapshot?.arrays.parameters : undefined;
  const isState = state instanceof Float32Array && state.length === descent.net.parameters;
  const end = isState ? state : descent.champion;
  const net = hiddenOf(descent.net)! >= hiddenOf(other.net)! ? descent.net : other.net;
  return {
    ...{ task, repetition, descent, other, net },
    endIs: isState ? 'checkpoint' : 'champion',
    end: embedded(descent.net, end, net),
    best: embedded(other.net, other.champion, net),
  };
}

/** Problem of a trial as its learner had it; of a task from a file one that gives no batches. */
export function problemOf({ spec }: Pick<AnchorTrial, 'spec'>, device: Device): Problem {
  const { name, module, facts } = spec.task;
  const stub: Task = {
    ...{ name, summary: '', source: '', options: z.object({}) },
    shape: () => facts.shape,
    sample() {
      throw new Error('sequences of a task from a file are drawn in its own thread');
    },
  };
  const catalogue = module === undefined ? builtIn : { ...builtIn, task: () => stub };
  return makeProblem(spec, assembleTrial(spec, catalogue), device);
}

/** Parameters at which the descent began, in the larger net. */
export function startOf({ descent, net }: Pick<Anchors, 'descent' | 'net'>, problem: Problem): Float32Array {
  return embedded(descent.net, problem.initialise(problem.random('initial', 0)), net);
}
