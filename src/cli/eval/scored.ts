/** Score of a champion beside the result of its own trial. */
import type { Evaluation } from '../../export/evaluate-champion.ts';
import { drawsTheSame, isOwnTask } from '../../export/own-task.ts';
import type { TaskChoice } from '../../tournament/spec/tournament.ts';
import type { EvalPlan } from './plan.ts';

/**
 * Comparison with the test at the end of the trial. same: equal to the last digit. different: the same test with
 * another result. null: another test.
 */
export type Repeated = 'same' | 'different' | null;

export interface Scored {
  readonly choice: TaskChoice;
  readonly evaluation: Evaluation;
  readonly repeated: Repeated;
  /** Facts that a reader must know to understand the score. */
  readonly notes: readonly string[];
}

export function scored(plan: EvalPlan, choice: TaskChoice, evaluation: Evaluation): Scored {
  const repeated = repeats(plan, choice, evaluation);
  return { choice, evaluation, repeated, notes: notesOn(plan, choice, evaluation, repeated) };
}

function repeats({ champion, seed, tuning }: EvalPlan, choice: TaskChoice, evaluation: Evaluation): Repeated {
  const { result, trial } = champion.about;
  const { test } = result;
  const isSameTest =
    isOwnTask(champion.about, choice) &&
    seed === trial.seed &&
    tuning === trial.tuning &&
    evaluation.sequences === test?.sequences;
  if (test === null || !isSameTest) return null;
  const loss = Number.isFinite(evaluation.loss) ? evaluation.loss : null;
  return evaluation.error === test.error && loss === test.loss ? 'same' : 'different';
}

function notesOn(
  { champion, device }: EvalPlan,
  choice: TaskChoice,
  { sequences }: Evaluation,
  repeated: Repeated,
): string[] {
  const { about } = champion;
  const { success, shape } = choice.facts;
  const others = shape.episode === undefined ? 'draws other sequences' : 'has other episodes';
  const notes: string[] = [];
  if (repeated === 'different') {
    const { error, loss } = about.result.test!;
    const because = !drawsTheSame(about, choice)
      ? `the task ${about.task.name} ${others} now`
      : device !== about.trial.device
        ? `it was computed by ${about.trial.device}`
        : 'the weights or the code are others';
    notes.push(`the trial found an error of ${error} and a loss of ${loss}: ${because}`);
  } else if (isOwnTask(about, choice) && !drawsTheSame(about, choice)) {
    notes.push(`the task ${about.task.name} ${others} now than when this net was found`);
  }
  if (sequences < success.sequences) {
    const unit = shape.episode === undefined ? 'sequences' : 'episodes';
    notes.push(`the task's own test has ${success.sequences} ${unit}`);
  }
  if (shape.loss !== about.task.shape.loss) {
    notes.push(`this task has ${shape.loss} loss, the net was found under ${about.task.shape.loss} loss`);
  }
  if (shape.inputs.kind !== about.task.shape.inputs.kind) {
    notes.push(`this task feeds ${shape.inputs.kind}, the net was found on ${about.task.shape.inputs.kind}`);
  }
  return notes;
}
