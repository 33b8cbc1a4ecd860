/**
 * Task choice: a task with its options, as plain data. From then on only the thread of a trial needs to call the task.
 */
import { Sha256 } from '../../numeric/sha-256.ts';
import { describeOptions } from '../../options/describe.ts';
import { plainWording, validateOptions, type Wording } from '../../options/validate.ts';
import { changedOptions, nameWith } from '../../options/written.ts';
import { playAgent } from '../../tasks/agents.ts';
import { caseCount, drawBatch, shapeOf, type TaskOptions } from '../../tasks/batches.ts';
import { versionsOf } from '../../tasks/check-episode.ts';
import { plainPlaces } from '../../tasks/check-places.ts';
import { checkChance } from '../../tasks/check-shape.ts';
import type { Task, TaskShape } from '../../tasks/define-task.ts';
import { episodeFingerprint } from '../../tasks/episode-fingerprint.ts';
import { overlapOf, sharesMuch } from '../../tasks/overlap.ts';
import { preprocessingOf } from '../../tasks/preprocessing.ts';
import { calling } from '../../tasks/task-call.ts';
import { checkStreams } from '../../tasks/training-order.ts';
import { showsError } from './criterion.ts';
import { type Success, successOf } from './success.ts';
import type { TaskChoice, TaskFacts } from './tournament.ts';

export interface ChooseOptions {
  /** Address of the plugin's module; left out for a built-in task. */
  readonly module?: string | undefined;
  /** Wording of messages about values. */
  readonly wording?: Wording | undefined;
}

export type SampleFacts = Pick<TaskFacts, 'steps' | 'fingerprint' | 'played' | 'overlap' | 'versions'>;

/** Choice before any sequence was drawn. */
export interface Settled extends Pick<TaskChoice, 'name' | 'label' | 'options'> {
  readonly facts: Omit<TaskFacts, keyof SampleFacts>;
}

/**
 * Chooses the task under these options, with defaults for those left out.
 * @throws UserError on an unknown option, on a value that is not allowed, and on options that do not go together
 */
export function chooseTask(
  task: Task,
  values: Readonly<Record<string, unknown>> = {},
  { module, wording }: ChooseOptions = {},
): TaskChoice {
  const settled = settleTask(task, values, wording);
  return choiceOf(settled, sampleFacts(task, settled.options), module);
}

/** Choice of the settled part and the sampled facts. */
export const choiceOf = (settled: Settled, sampled: SampleFacts, module: string | undefined): TaskChoice => ({
  name: settled.name,
  label: settled.label,
  ...(module === undefined ? {} : { module }),
  options: settled.options,
  facts: { ...settled.facts, ...sampled },
});

/** Settles a choice without drawing a sequence. @throws UserError as `chooseTask` */
export function settleTask(
  task: Task,
  values: Readonly<Record<string, unknown>>,
  wording: Wording = plainWording(`task ${task.name}`),
): Settled {
  const options = validateOptions(task.options, values, `task ${task.name}`, wording);
  const where = `task ${task.name}`;
  const shape = shapeOf(task, options);
  if (shape.streams !== undefined) {
    checkStreams(task.name, shape.streams, caseCount(task, options, 'training'));
  }
  const chance = calling(task, 'chance', () => task.chance?.(options) ?? {});
  checkChance(chance, where);
  const preprocessing = calling(task, 'preprocessing', () => preprocessingOf(task, options));
  const success = successOf(task, options);
  const units = unitsOf(task, success);
  return {
    name: task.name,
    label: nameWith(task.name, changedOptions(describeOptions(task.options), options)),
    options,
    facts: {
      shape: plainShape(shape),
      success,
      chance: showsError(success) ? plainChance(chance) : lossAlone(chance),
      ...(units === undefined ? {} : { units }),
      ...(preprocessing === undefined ? {} : { preprocessing }),
    },
  };
}

/** Units of the judge's measures, and of the score. */
function unitsOf({ units }: Task, success: Success): TaskFacts['units'] {
  if (success.measure === undefined || success.unit === undefined) return units && { ...units };
  return { ...units, [success.measure]: success.unit };
}

// Shape as plain data: a plugin may return further fields, which need not be plain.
export function plainShape({ inputs, outputs, loss, scored, ...rest }: TaskShape): TaskShape {
  const { reduction, continues, streams, epochs, feedback, episode, places, inputNames, outputNames } = rest;
  return {
    inputs: { kind: inputs.kind, size: inputs.size },
    outputs,
    loss,
    scored,
    ...(reduction === undefined ? {} : { reduction }),
    ...(continues === undefined ? {} : { continues }),
    ...(streams === undefined ? {} : { streams }),
    ...(epochs === undefined ? {} : { epochs }),
    ...(feedback === undefined ? {} : { feedback: { washout: feedback.washout } }),
    ...(episode === undefined ? {} : { episode: { reads: episode.reads, steps: episode.steps } }),
    ...(places === undefined ? {} : { places: plainPlaces(places) }),
    ...(inputNames === undefined ? {} : { inputNames: inputNames.map(String) }),
    ...(outputNames === undefined ? {} : { outputNames: outputNames.map(String) }),
  };
}

const lossAlone = ({ loss }: TaskFacts['chance']): TaskFacts['chance'] =>
  loss === undefined ? {} : { loss };

const plainChance = ({ loss, error }: TaskFacts['chance']): TaskFacts['chance'] => ({
  ...(loss === undefined ? {} : { loss }),
  ...(error === undefined ? {} : { error }),
});

const FIRST_SEQUENCES = 16;
/** Episodes, and actions of each, by which a task is known again. */
const FIRST_EPISODES = 4;
export const FIRST_STEPS = 200;
/** Limits of the search for overlap: enough for a small data set in every part; `genoprop check` compares more. */
const OVERLAP_LIMITS = { training: 1000, examined: 100, seconds: 1 };

/** Facts of sequences that cannot be drawn, which the trials will report. */
export const UNKNOWN: SampleFacts = { steps: null, fingerprint: null };

/** Facts that the task's first sequences show. */
export function sampleFacts(task: Task, options: TaskOptions): SampleFacts {
  const facts = firstFacts(task, options);
  // Where no episode begins, what it rests on may not be there.
  if (facts === UNKNOWN) return facts;
  // Not left to the trials, which do not ask for versions.
  const versions = versionsOf(task);
  return { ...facts, ...(versions === undefined ? {} : { versions }) };
}

function firstFacts(task: Task, options: TaskOptions): SampleFacts {
  try {
    if (task.episode !== undefined) return episodeFacts(task, options);
    const batch = drawBatch(task, options, ['fingerprint', task.name], 0, FIRST_SEQUENCES);
    const hash = new Sha256();
    for (const field of [
      batch.lengths,
      batch.symbols,
      batch.dense,
      batch.mask,
      batch.classes,
      batch.values,
    ]) {
      hash.update(field ?? 'null');
    }
    const overlap = task.exhaustive === true ? null : overlapOf(task, options, OVERLAP_LIMITS);
    return {
      steps: batch.activeSteps / batch.sequences,
      fingerprint: hash.hex().slice(0, 32),
      ...(overlap !== null && sharesMuch(overlap, task.cases === undefined ? 'drawn' : 'cases')
        ? { overlap }
        : {}),
    };
  } catch {
    return UNKNOWN;
  }
}

/** Facts of the first episodes, in which nothing is done, and the hash of those in which something is. */
function episodeFacts(task: Task, options: TaskOptions): SampleFacts {
  const hash = new Sha256();
  const { steps, episodes } = playAgent(task, options, 'do nothing', {
    part: 'training',
    path: ['fingerprint', task.name],
    episodes: FIRST_EPISODES,
    mostSteps: FIRST_STEPS,
    onObserve: (seen) => hash.update(seen),
  });
  const played = playedFact(task, options);
  return {
    steps: Math.max(1, steps / episodes),
    fingerprint: hash.hex().slice(0, 32),
    ...(played === null ? {} : { played }),
  };
}

// A failure here is left to the trials to report, as one of the first episodes is.
function playedFact(task: Task, options: TaskOptions): string | null {
  try {
    return episodeFingerprint(task, options);
  } catch {
    return null;
  }
}
