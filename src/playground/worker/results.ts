/** Results in the words of the command line, and champions as files. */

import { writeJson } from '../../export/json-file.ts';
import { championOfRun, type DescribedRun } from '../../export/run-champion.ts';
import { guessingText, verdictCells } from '../../session/verdict-table.ts';
import { incompleteNote } from '../../statistics/missing.ts';
import { orderText } from '../../statistics/standing-order.ts';
import { showsError } from '../../tournament/spec/criterion.ts';
import type { TournamentSpec } from '../../tournament/spec/tournament.ts';
import { summarise } from '../../tournament/summarise.ts';
import { version } from '../../version.ts';
import type { Asks, ExportAnswer, PlainResult, SummaryAnswer } from '../messages.ts';

/** Summary of a duel, which has one task. */
export function summaryOf(spec: TournamentSpec, results: readonly PlainResult[]): SummaryAnswer {
  const byId = new Map(results.map((result) => [result.id, result]));
  const summary = summarise(spec, byId);
  const [task] = summary.tasks;
  const { facts, label } = spec.tasks[0]!;
  const { rows, winner } = task!.verdict;
  const own = new Map(
    spec.contestants.map(({ name }) => [
      name,
      results.filter(({ id, repetition }) => id === `${label}/${name}/${repetition}`),
    ]),
  );
  const { heads, cells } = verdictCells(rows, spec.contestants, own, facts);
  const note = incompleteNote(rows);
  return {
    summary,
    text: summary.text,
    heads,
    rows: cells.map((row, index) => ({ isWinner: rows[index]!.name === winner, cells: row })),
    remarks: [
      ...(note === null ? [] : [note]),
      ...(spec.contestants.length < 2 ? [] : [`order: ${orderText(showsError(facts.success))}`]),
      ...guessingText(task!),
    ],
  };
}

/** @throws UserError where the champion is none of its trial */
export function exportOf({
  trial,
  champion,
  checkpoints,
  result,
  created,
  browser,
}: Asks['export']['given']): ExportAnswer {
  const { task, contestant, seed, repetition, budget, device } = trial;
  const spec = { tasks: [task], contestants: [contestant], seeds: 1, repetitions: [repetition] };
  const stored = {
    ...{ id: trial.id, task: task.label, contestant: contestant.name, repetition, result },
    state: result === null ? ('running' as const) : ('finished' as const),
    ...{ parameters: null, retries: 0, retriedBecause: null, machine: null },
  };
  const run: DescribedRun = {
    spec: () => ({ ...spec, seed, budget, device }),
    about: () => ({ genoprop: version(), node: browser, machine: 'a page in a browser', created }),
    metrics: () => checkpoints,
    champion: () => champion,
  };
  const bytes = writeJson(championOfRun(run, stored, 'the playground'));
  const name = trial.id.replace(/[^\w.=-]+/g, '-');
  return { name: `${name}.json`, type: 'application/json', text: new TextDecoder().decode(bytes) };
}
