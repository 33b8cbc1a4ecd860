/** Length generalisation: the best nets of trials that solved temporal order, scored at other lengths. */
import { existsSync } from 'node:fs';
import { openDevice } from '../../../src/engine/index.ts';
import { evaluateChampion } from '../../../src/export/evaluate-champion.ts';
import { championOfRun } from '../../../src/export/run-champion.ts';
import { readRun } from '../../../src/store/read-run.ts';
import type { RunFile } from '../../../src/store/run-file.ts';
import { resolveTask } from '../../../src/tournament/spec/resolve.ts';
import { median } from '../../../src/words/numbers.ts';
import { table } from '../../results.ts';

export const LENGTHS = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** Number of test sequences at each length. */
export const SEQUENCES = 1000;

/** Wrong sequences of one net at each of `LENGTHS`. */
export interface Generalisation {
  readonly task: string;
  readonly contestant: string;
  readonly repetition: number;
  readonly wrong: readonly number[];
}

/** Scores of the champion of each solved trial of temporal order in that run file; none where there is no file. */
export async function generalisationsIn(path: string): Promise<Generalisation[]> {
  if (!existsSync(path)) return [];
  const device = await openDevice('wasm');
  try {
    return await readRun(path, score);
  } finally {
    await device.close();
  }

  async function score(run: RunFile): Promise<Generalisation[]> {
    const scores: Generalisation[] = [];
    for (const trial of run.trials()) {
      const isSolved = trial.result?.solved === true && trial.task.startsWith('temporal-order:');
      if (!isSolved || run.champion(trial.id) === null) continue;
      const champion = championOfRun(run, trial, path);
      const wrong: number[] = [];
      for (const length of LENGTHS) {
        const task = resolveTask('temporal-order', { length });
        const request = { task, seed: run.spec().seed, sequences: SEQUENCES, device };
        wrong.push((await evaluateChampion(champion, request)).wrong);
      }
      const { task, contestant, repetition } = trial;
      scores.push({ task, contestant, repetition, wrong });
    }
    return scores;
  }
}

/** Table, one row a contestant on a task: nets right at every length, and the median share wrong at each. */
export function lengthTable(scores: readonly Generalisation[]): string {
  const rows = [...new Set(scores.map(({ task, contestant }) => `${task}/${contestant}`))].map((key) => {
    const own = scores.filter(({ task, contestant }) => `${task}/${contestant}` === key);
    const everywhere = own.filter(({ wrong }) => wrong.every((count) => count < SEQUENCES / 100));
    return [
      own[0]!.task,
      own[0]!.contestant,
      `${everywhere.length} of ${own.length}`,
      ...LENGTHS.map((_, index) => shareText(median(own.map(({ wrong }) => wrong[index]!))!)),
    ];
  });
  return table(['bred at', 'contestant', 'below 1 % at every length', ...LENGTHS.map(String)], rows);
}

const shareText = (wrong: number): string => `${Number(((100 * wrong) / SEQUENCES).toFixed(1))} %`;
