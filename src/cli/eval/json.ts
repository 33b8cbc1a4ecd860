/** JSON of `genoprop eval --json`: `genoprop.evaluation/1`. */
import type { EvalPlan } from './plan.ts';
import type { Scored } from './scored.ts';

/** The scores as data. Numbers that are not finite are null. */
export function evaluationJson({ file, champion, seed, device }: EvalPlan, all: readonly Scored[]): object {
  return {
    format: 'genoprop.evaluation/1',
    file,
    champion: champion.about,
    seed,
    device,
    evaluations: all.map(({ choice, evaluation, repeated, notes }) => ({
      task: choice.name,
      label: choice.label,
      options: choice.options,
      sequences: evaluation.sequences,
      wrong: evaluation.wrong,
      error: evaluation.error,
      interval: evaluation.interval,
      loss: finite(evaluation.loss),
      measures: Object.fromEntries(
        Object.entries(evaluation.measures).map(([name, value]) => [name, finite(value)]),
      ),
      solved: evaluation.solved,
      success: choice.facts.success,
      chance: choice.facts.chance,
      macs: evaluation.macs,
      sameAsInTrial: repeated === null ? null : repeated === 'same',
      notes,
    })),
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
