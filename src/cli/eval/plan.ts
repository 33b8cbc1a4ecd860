/**
 * Planning of an evaluation: from flags to the tasks that are scored. All mistakes in the flags are found here, before
 * anything is computed.
 */

import { oneLine } from '../../blame.ts';
import { chooseDevice, type DeviceChoice, plainChoice } from '../../engine/choose.ts';
import { devices, presenceOf } from '../../engine/index.ts';
import { UserError } from '../../errors.ts';
import type { Champion } from '../../export/champion.ts';
import { requireFit } from '../../export/evaluate-champion.ts';
import { openOwnTask } from '../../export/own-task.ts';
import { readChampionFile } from '../../export/read-champion-file.ts';
import type { OptionDescription } from '../../options/describe.ts';
import { assignmentWording, readAssignments } from '../../options/parse.ts';
import type { Wording } from '../../options/validate.ts';
import { type OpenTask, openTask } from '../../tournament/plugins/plugin.ts';
import type { TaskChoice } from '../../tournament/spec/tournament.ts';
import type { EvalFlags } from './flags.ts';

export interface EvalPlan {
  readonly file: string;
  readonly champion: Champion;
  /** Names of the options that were given several values. */
  readonly varied: readonly string[];
  /** Names of options whose values in the trial belong to values that were set anew. */
  readonly dropped: readonly string[];
  /** Choices of the task, one for each combination of these values. */
  readonly choices: readonly TaskChoice[];
  readonly seed: number;
  /** Set where the sequences are those of a tuning: its champion, and no other seed was named. */
  readonly tuning: true | undefined;
  /** Number of sequences; undefined for as many as the task tests on. */
  readonly sequences: number | undefined;
  readonly device: string;
  readonly deviceLine: string;
}

/**
 * Plans the evaluation that the flags describe.
 * @throws UserError on a file that is no champion, and on flags that are unknown, not allowed or do not fit the net
 */
export async function planEval(
  file: string,
  taskName: string | undefined,
  { set = [], sequences, seed, device }: EvalFlags,
): Promise<EvalPlan> {
  const champion = readChampionFile(file);
  const { about } = champion;
  const task = await (taskName === undefined ? openOwnTask(about, file) : openTask(taskName));
  const { varied, combinations } = combine(set, task.options);
  const own = task.name === about.task.name ? about.task.options : {};
  const dropped = droppedFrom(own, set.map(nameOf), task.options);
  const base = Object.fromEntries(Object.entries(own).filter(([name]) => !dropped.includes(name)));
  const choices: TaskChoice[] = [];
  for (const assignments of combinations) {
    const choice = await choose(task, base, assignments, file);
    requireFit(champion, choice);
    choices.push(choice);
  }
  return {
    file,
    champion,
    varied,
    dropped,
    choices,
    seed: seed ?? about.trial.seed,
    tuning: seed === undefined ? about.trial.tuning : undefined,
    sequences,
    ...(await deviceOf(device, about.trial.device)),
  };
}

/** Most rows of the table; more are taken for a mistake. */
const MOST_ROWS = 1000;

/** Combinations of the values of all options that were given several. */
function combine(
  set: readonly string[],
  options: readonly OptionDescription[],
): { varied: string[]; combinations: string[][] } {
  const byName = new Map(set.map((assignment) => [nameOf(assignment), alternatives(assignment, options)]));
  const varied = [...byName].filter(([, some]) => some.length > 1).map(([name]) => name);
  let combinations: string[][] = [[]];
  for (const some of byName.values()) {
    combinations = combinations.flatMap((one) => some.map((assignment) => [...one, assignment]));
    if (combinations.length > MOST_ROWS) {
      throw new UserError(
        `--set ${set.join(' --set ')}: more than ${MOST_ROWS} combinations, give fewer values`,
      );
    }
  }
  return { varied, combinations };
}

const nameOf = (assignment: string): string => assignment.split('=', 1)[0]!.trim();

/** Assignments of an option, one for each of its values. A text may hold commas of its own. */
function alternatives(assignment: string, options: readonly OptionDescription[]): string[] {
  const equals = assignment.indexOf('=');
  const name = nameOf(assignment);
  const option = options.find((one) => one.name === name);
  if (equals < 0 || option === undefined || option.type === 'text') return [assignment];
  const values = assignment.slice(equals + 1).split(',');
  return [...new Set(values.map((value) => `${name}=${value.trim()}`))];
}

/** Names of the trial's options that follow an option set anew, as a longest length follows its length: left out. */
const droppedFrom = (
  own: Readonly<Record<string, unknown>>,
  assigned: readonly string[],
  options: readonly OptionDescription[],
): string[] =>
  options
    .filter(({ follows }) => follows !== undefined && assigned.includes(follows))
    .filter(
      ({ name, default: standard }) => !assigned.includes(name) && name in own && own[name] !== standard,
    )
    .map(({ name }) => name);

/**
 * Chooses the task. A combination of options that the task refuses becomes a `UserError`, whatever error the task
 * threw.
 */
async function choose(
  task: OpenTask,
  base: Readonly<Record<string, unknown>>,
  assignments: readonly string[],
  file: string,
): Promise<TaskChoice> {
  const words = assignmentWording(assignments, '--set');
  const assigned = assignments.map(nameOf);
  const values = { ...base, ...readAssignments(assignments, task.options, '--set') };
  const wording: Wording = {
    where: (name) => (assigned.includes(name) ? words.where(name) : `${file}: task ${task.name}`),
    shown: words.shown,
  };
  try {
    return await task.choose(values, { wording });
  } catch (error) {
    const line = oneLine(error);
    if (assignments.length === 0 || line.startsWith('--set') || line.startsWith(file)) throw error;
    throw new UserError(`--set ${assignments.join(' --set ')}: ${line}`, { cause: error });
  }
}

/**
 * Device of the evaluation: the trial's own, so that its numbers come out again, unless another is asked for. Where the
 * trial's device is absent here another one serves, since scoring is quick on any.
 */
async function deviceOf(
  asked: string | undefined,
  own: string,
): Promise<Pick<EvalPlan, 'device' | 'deviceLine'>> {
  if (asked !== undefined) return planned(await chooseDevice(asked));
  const entry = devices.find(({ name }) => name === own);
  if (entry === undefined) return planned(plainChoice());
  const presence = await presenceOf(entry);
  if (presence.present) return { device: own, deviceLine: `${own}, as in its trial` };
  const { name } = plainChoice();
  return { device: name, deviceLine: `${name}, for ${own} of its trial is not there: ${presence.missing}` };
}

const planned = ({ name, why }: DeviceChoice): Pick<EvalPlan, 'device' | 'deviceLine'> => ({
  device: name,
  deviceLine: why.replace(/^device /, ''),
});
