/** Columns of a report's curve: a trial's validations. */
import type { Checkpoint } from '../tournament/spec/tournament.ts';
import type { Curve } from './data.ts';
import { short, shortNumber, thinned } from './thin.ts';

/**
 * Curve of a trial.
 * @param most points; the others are left out evenly
 */
export function curveOf(checkpoints: readonly Checkpoint[], most: number): Curve {
  const kept = thinned(checkpoints.length, most).map((index) => checkpoints[index]!);
  const costs = (name: 'macs' | 'seconds' | 'updates' | 'evaluations') =>
    kept.map(({ cost }) => shortNumber(cost[name]));
  return {
    validations: checkpoints.length,
    macs: costs('macs'),
    seconds: costs('seconds'),
    updates: costs('updates'),
    evaluations: costs('evaluations'),
    trainingLoss: kept.map(({ trainingLoss }) => short(trainingLoss)),
    validationLoss: kept.map(({ validationLoss }) => short(validationLoss)),
    validationError: kept.map(({ validationError }) => short(validationError)),
    ...measuresOf(kept),
    inside: Object.fromEntries(
      numbersIn(checkpoints).map((name) => [
        name,
        kept.map(({ inside }) => {
          const value = inside[name];
          return typeof value === 'number' ? short(value) : null;
        }),
      ]),
    ),
  };
}

function measuresOf(kept: readonly Checkpoint[]): Pick<Curve, 'measures'> {
  const names = new Set(kept.flatMap(({ validationMeasures = {} }) => Object.keys(validationMeasures)));
  if (names.size === 0) return {};
  const columns = [...names].map((name) => [
    name,
    kept.map(({ validationMeasures }) => short(validationMeasures?.[name])),
  ]);
  return { measures: Object.fromEntries(columns) };
}

/** Names of the single numbers among the learner's own measures. */
function numbersIn(checkpoints: readonly Checkpoint[]): string[] {
  const names = checkpoints.flatMap(({ inside }) =>
    Object.entries(inside).flatMap(([name, value]) => (typeof value === 'number' ? [name] : [])),
  );
  return [...new Set(names)];
}
