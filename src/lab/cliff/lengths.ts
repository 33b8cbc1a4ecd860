/** Lengths T at which the same weights are looked at: the task's own, and others of its option `length`. */
import type { Batch } from '../../engine/batch.ts';
import { UserError } from '../../errors.ts';
import { areTheSame } from '../../export/own-task.ts';
import type { OpenTask } from '../../tournament/plugins/plugin.ts';
import type { StreamOrigin } from '../../tournament/spec/stream-root.ts';
import type { TaskChoice } from '../../tournament/spec/tournament.ts';
import { openTaskOf, testBatch } from '../parts/test-batch.ts';

/** Lengths where the reader names none. */
const USUAL = [10, 20, 50, 100];

export interface LengthBatch {
  /** Text of the length: `50`, or `50 to 200` where sequences differ. */
  readonly name: string;
  readonly batch: Batch;
  /** True for the length that the nets were found at. */
  readonly isOwn: boolean;
}

export interface LengthRequest {
  readonly task: TaskChoice;
  readonly origin: StreamOrigin;
  readonly sequences: number;
  /** Lengths as the reader writes them: whole numbers; empty for the usual ones, `none` for the task's own alone. */
  readonly lengths: string;
  /** Beginning of messages: the run file. */
  readonly where: string;
}

export interface Lengths {
  /** Batches by rising length. */
  readonly batches: readonly LengthBatch[];
  /** Words on lengths that are left out; null where none is. */
  readonly note: string | null;
}

/** @throws UserError on lengths that are none, or that the task refuses */
export async function lengthBatches({
  task,
  origin,
  sequences,
  lengths,
  where,
}: LengthRequest): Promise<Lengths> {
  const asked = lengthsIn(lengths);
  const opened = await openTaskOf(task, where);
  const now = await opened.choose(task.options);
  if (!areTheSame(task.facts, now.facts))
    throw new UserError(
      `${where}: its task '${task.name}' has changed: its sequences are others now than when the nets were found`,
    );
  const own: LengthBatch = {
    name: ownName(task),
    batch: await testBatch(task, origin, sequences),
    isOwn: true,
  };
  const hasLength = opened.options.some(({ name }) => name === 'length');
  if (!hasLength || asked?.length === 0) {
    if (asked !== null && asked.length > 0)
      throw new UserError(`${where}: task ${task.name} has no option length, so lengths must be none`);
    const note = hasLength
      ? null
      : `task ${task.name} has no option length: it is looked at as it was played`;
    return { batches: [own], note };
  }
  const others: LengthBatch[] = [];
  const refused: string[] = [];
  for (const length of asked ?? USUAL) {
    if (String(length) === own.name) continue;
    const chosen = await atLength(opened, task, length).catch((error: unknown) => {
      // Usual lengths need not suit every task; those that a reader names must.
      if (asked !== null || !(error instanceof UserError)) throw error;
      return null;
    });
    if (chosen === null || !sameShape(chosen, task)) refused.push(String(length));
    else {
      const batch = await testBatch(chosen, origin, sequences);
      others.push({ name: String(length), batch, isOwn: false });
    }
  }
  const batches = [...others, own].sort((one, other) => one.batch.steps - other.batch.steps);
  return { batches, note: refused.length === 0 ? null : `the task has no lengths ${refused.join(', ')}` };
}

function ownName({ options, facts }: TaskChoice): string {
  const { length, maximumLength } = options;
  if (typeof length !== 'number') return facts.steps === null ? 'as played' : String(Math.round(facts.steps));
  return typeof maximumLength === 'number' && maximumLength !== length
    ? `${length} to ${maximumLength}`
    : String(length);
}

/** Lengths of the text; null where it names none, which is for the usual ones. */
function lengthsIn(text: string): readonly number[] | null {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 0) return null;
  if (words.length === 1 && words[0] === 'none') return [];
  return words.map((word) => {
    if (!/^[1-9]\d{0,5}$/.test(word))
      throw new UserError(
        `lengths: '${word}' is no whole number from 1 to 999999; write for example 10,20,50, or none`,
      );
    return Number(word);
  });
}

/** The task at that length; options that belong to the length have their defaults. */
function atLength(opened: OpenTask, { options }: TaskChoice, length: number): Promise<TaskChoice> {
  const following = opened.options.filter(({ follows }) => follows === 'length').map(({ name }) => name);
  const kept = Object.entries(options).filter(([name]) => !following.includes(name));
  return opened.choose({ ...Object.fromEntries(kept), length });
}

function sameShape({ facts: { shape } }: TaskChoice, { facts: { shape: own } }: TaskChoice): boolean {
  return (
    shape.inputs.kind === own.inputs.kind &&
    shape.inputs.size === own.inputs.size &&
    shape.outputs === own.outputs
  );
}
