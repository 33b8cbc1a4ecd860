/** From what was written to what is played. Everything that can be wrong is found here, before anything starts. */
import { chooseDevice } from '../engine/index.ts';
import { UserError } from '../errors.ts';
import { describeOptions } from '../options/describe.ts';
import { parseAssignments, readAssignments } from '../options/parse.ts';
import { formatBudget, parseBudget } from '../tournament/budget.ts';
import { findTask } from '../../tasks/index.ts';
import { type Success, successOf } from '../tournament/success.ts';
import type { TournamentSpec } from '../tournament/tournament.ts';
import type { Task, TaskDefinition } from '../../tasks/define-task.ts';
import { parseContestant, requireUniqueNames } from './contestant-text.ts';
import { defaultDuel } from './default-duel.ts';
import type { DuelFlags } from './duel.ts';

export interface Plan {
  readonly task: Task;
  readonly spec: TournamentSpec;
  /** Of the task's options, those that differ from their defaults. */
  readonly changedOptions: Readonly<Record<string, unknown>>;
  readonly success: Success;
  readonly chance: ReturnType<NonNullable<TaskDefinition['chance']>> | null;
  /** What computes, and why. */
  readonly deviceLine: string;
  /** The command that repeats this duel, word by word. */
  readonly repeat: readonly string[];
}
