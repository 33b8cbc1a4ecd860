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
  /** Length at which it was bred or trained. */
  readonly length: number;
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
      const isSolved = trial.result?.solved === true && /^temporal-order(:|$)/.test(trial.task);
      if (!isSolved || run.champion(trial.id) === null) continue;
      const champion = championOfRun(run, trial, path);
      const wrong: number[] = [];
      for (const length of LENGTHS) {
        const task = resolveTask('temporal-order', { length });
        const request = { task, seed: run.spec().seed, sequences: SEQUENCES, device };
        wrong.push((await evaluateChampion(champion, request)).wrong);
      }
      const { task, contestant, repetition } = trial;
      scores.push({
        task,
        length: Number(champion.about.task.options.length),
        contestant,
        repetition,
        wrong,
      });
    }
    return scores;
  }
}

/**
 * Table, one row a contestant on a task: the nets that are right at every length, those that are from their own length
 * on, and the median share wrong at each length.
 */
export function lengthTable(scores: readonly Generalisation[]): string {
  const rows = [...new Set(scores.map(({ task, contestant }) => `${task}/${contestant}`))].map((key) => {
    const own = scores.filter(({ task, contestant }) => `${task}/${contestant}` === key);
    const right = (from: (one: Generalisation) => number): string => {
      const nets = own.filter((one) =>
        one.wrong.every((count, index) => LENGTHS[index]! < from(one) || count < SEQUENCES / 100),
      );
      return `${nets.length} of ${own.length}`;
    };
    return [
      own[0]!.task,
      own[0]!.contestant,
      right(() => 0),
      right(({ length }) => length),
      ...LENGTHS.map((_, index) => shareText(median(own.map(({ wrong }) => wrong[index]!))!)),
    ];
  });
  return table(
    [
      'found at',
      'contestant',
      'below 1 % at every length',
      'below 1 % from its own length on',
      ...LENGTHS.map(String),
    ],
    rows,
  );
}

const shareText = (wrong: number): string => `${Number(((100 * wrong) / SEQUENCES).toFixed(1))} %`;
