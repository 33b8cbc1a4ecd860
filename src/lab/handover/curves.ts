/** Curves of the validation loss over cost: medians over trials, and where a part handed over. */
import { exp, log } from '../../numeric/elementary.ts';
import type { RunFile } from '../../store/run-file.ts';
import { median } from '../../words/numbers.ts';

export interface Curve {
  readonly contestant: string;
  /** Median loss by MACs. */
  readonly points: readonly (readonly [macs: number, loss: number | null])[];
  /** First validation of a later part, one a trial and handing over. */
  readonly handed: readonly (readonly [macs: number, loss: number])[];
}

/** Columns of a curve. */
const COLUMNS = 60;

/**
 * Curves of these contestants on the task. The loss of a trial at a cost is that of its last validation by then; a trial
 * that has ended keeps its last one. Before the first validation of any trial there is a gap.
 */
export function curvesOf(run: RunFile, task: string, contestants: readonly string[]): readonly Curve[] {
  const measured = contestants.map((contestant) => ({
    contestant,
    trials: run
      .trials()
      .filter((trial) => trial.task === task && trial.contestant === contestant)
      .map(({ id }) => validationsOf(run, id))
      .filter((points) => points.length > 0),
  }));
  const costs = measured.flatMap(({ trials }) => trials.flatMap((points) => points.map(({ macs }) => macs)));
  const positive = costs.filter((macs) => macs > 0);
  if (positive.length === 0) return [];
  const columns = logSpaced(Math.min(...positive), Math.max(...positive));
  return measured.map(({ contestant, trials }) => ({
    contestant,
    points: columns.map((macs) => [macs, medianAt(trials, macs)] as const),
    handed: trials.flatMap(handingsOf),
  }));
}

interface Validation {
  readonly macs: number;
  readonly loss: number;
  readonly part: number;
}

const validationsOf = (run: RunFile, id: string): readonly Validation[] =>
  run.metrics(id).flatMap(({ cost, validationLoss, inside }) =>
    validationLoss === null || !Number.isFinite(validationLoss)
      ? []
      : [
          {
            macs: cost.macs,
            loss: validationLoss,
            part: typeof inside.part === 'number' ? inside.part : 1,
          },
        ],
  );

function medianAt(trials: readonly (readonly Validation[])[], macs: number): number | null {
  const losses = trials.flatMap((points) => points.findLast((point) => point.macs <= macs)?.loss ?? []);
  return losses.length < trials.length ? null : median(losses);
}

const handingsOf = (points: readonly Validation[]): (readonly [number, number])[] =>
  points.flatMap(({ macs, loss, part }, index) =>
    macs > 0 && part > (points[index - 1]?.part ?? 1) ? [[macs, loss] as const] : [],
  );

function logSpaced(low: number, high: number): number[] {
  const [from, to] = [log(low), log(high)];
  return Array.from({ length: COLUMNS }, (_, place) =>
    // The ends are costs of validations, which must not be missed by rounding.
    place === 0 ? low : place === COLUMNS - 1 ? high : exp(from + ((to - from) * place) / (COLUMNS - 1)),
  );
}
