/** View `handover`: what is gained where one learner goes on with another's net, or trains what it breeds. */
import * as z from 'zod';
import { UserError } from '../../errors.ts';
import type { RunFile } from '../../store/run-file.ts';
import { chosenContestants } from '../parts/chosen-contestants.ts';
import { defineView } from '../view.ts';
import { curvesOf } from './curves.ts';
import {
  type CurvesOfHybrid,
  curvesFigure,
  gainsFigure,
  sharesTable,
  sweepsFigure,
  tableFigure,
} from './figures.ts';
import { type Gain, gainsOf } from './gains.ts';
import { type Hybrid, hybridsOf } from './hybrids.ts';
import { paragraph } from './says.ts';
import { sweepsOf } from './sweeps.ts';

const options = z.object({
  resamples: z
    .int()
    .min(200)
    .max(100_000)
    .default(2000)
    .describe('resamples of the bootstrap of running times'),
  confidence: z.number().min(0.5).max(0.999).default(0.95).describe('confidence of the intervals'),
});

/** Most drawings of curves; of more hybrids and tasks, the first. */
const MOST_CURVES = 40;

function lacksOf(run: RunFile, names: readonly string[] = []): string | null {
  const spec = run.spec();
  if (spec.tuning !== undefined) return 'it is a tuning, whose candidates play with shares of the budget';
  const hybrids = hybridsOf(chosenContestants(spec, names), spec.contestants);
  if (hybrids.length === 0)
    return 'no contestant of it hands over (genitor>msgd-cr@0.3) or trains what it breeds (trainingSteps)';
  const known = hybrids.filter(({ parents }) => parents.length > 0);
  if (known.length === 0) {
    const missing = [...new Set(hybrids.flatMap((hybrid) => hybrid.missing))].join(', ');
    return `its hybrids have no parent beside them: let ${missing} take part, with the settings that they have in the hybrid`;
  }
  const ended = new Set(
    run
      .trials()
      .filter(
        ({ result }) =>
          result !== null && (result.solved || !['failed', 'stopped'].includes(result.stop.reason)),
      )
      .map(({ task, contestant }) => JSON.stringify([task, contestant])),
  );
  const isEnded = (task: string, name: string): boolean => ended.has(JSON.stringify([task, name]));
  const isThere = spec.tasks.some(({ label }) =>
    known.some(
      ({ contestant, parents }) =>
        isEnded(label, contestant.name) && parents.some((parent) => isEnded(label, parent.contestant.name)),
    ),
  );
  return isThere ? null : 'no trial of a hybrid and of its parent on one task has ended';
}

export const handover = defineView({
  name: 'handover',
  summary: 'what is gained where one learner goes on with another’s net?',
  about:
    'Hybrids of a run beside their parents at equal cost: handovers beside the contestants that they are made of, memetic GENITOR beside GENITOR without training. The gain is the probability that a trial goes better than one of the better parent (solved first, then cheaper, then fewer wrong; Newcombe 2006), the ratio of expected running times (Hansen et al. 2022; a bootstrap), and the difference of the shares solved (Newcombe 1998). Curves of the loss mark where a part hands over; where several shares of the budget were played, it says which was best.',
  options,
  run: 'required',
  inReport: 'quick',
  lacks: (run) => lacksOf(run),
  async look({ options: { resamples, confidence }, run, contestants }) {
    if (run === null) throw new UserError('handover: needs a run file');
    const lacks = lacksOf(run, contestants);
    if (lacks !== null) throw new UserError(`handover: ${run.path} has nothing to compare: ${lacks}`);
    const spec = run.spec();
    const hybrids = hybridsOf(chosenContestants(spec, contestants), spec.contestants);
    const gains = gainsOf(run, hybrids, { seed: spec.seed, resamples, confidence });
    const sweeps = sweepsOf(gains);
    const groups = curveGroups(run, hybrids, gains);
    const places = new Map(spec.contestants.map(({ name }, place) => [name, place]));
    return {
      says: paragraph({ gains, sweeps, seeds: spec.seeds, confidence }),
      facts: factsOf(hybrids, gains, groups.left),
      figures: [
        gainsFigure(gains, confidence),
        tableFigure(gains),
        ...(groups.shown.length === 0 ? [] : [curvesFigure(groups.shown, places)]),
        ...(sweeps.length === 0 ? [] : [sweepsFigure(sweeps), sharesTable(sweeps)]),
      ],
      data: {
        gains,
        sweeps: sweeps.map(({ shares, ...rest }) => ({ ...rest, shares: shares.map(({ share }) => share) })),
      },
    };
  },
});

/** Curves of each hybrid and its parents on each task. */
function curveGroups(
  run: RunFile,
  hybrids: readonly Hybrid[],
  gains: readonly Gain[],
): { readonly shown: readonly CurvesOfHybrid[]; readonly left: number } {
  const pairs = run
    .spec()
    .tasks.flatMap(({ label }) =>
      hybrids
        .filter(({ contestant }) =>
          gains.some((gain) => gain.task === label && gain.hybrid === contestant.name),
        )
        .map((hybrid) => ({ label, hybrid })),
    );
  const isOneTask = run.spec().tasks.length === 1;
  const shown = pairs.slice(0, MOST_CURVES).flatMap(({ label, hybrid: { contestant, parents } }) => {
    const names = [contestant.name, ...new Set(parents.map((parent) => parent.contestant.name))];
    const curves = curvesOf(run, label, names);
    const name = isOneTask ? contestant.name : `${contestant.name} on ${label}`;
    return curves.length === 0 ? [] : [{ name, hybrid: contestant.name, curves }];
  });
  return { shown, left: Math.max(0, pairs.length - MOST_CURVES) };
}

function factsOf(
  hybrids: readonly Hybrid[],
  gains: readonly Gain[],
  left: number,
): (readonly [string, string])[] {
  const lone = hybrids.filter(({ missing }) => missing.length > 0);
  const trials = new Map(
    gains.flatMap(({ task, hybrid, parent, trials: count }) => [
      [JSON.stringify([task, hybrid]), count.hybrid] as const,
      [JSON.stringify([task, parent]), count.parent] as const,
    ]),
  );
  const total = [...trials.values()].reduce((sum, count) => sum + count, 0);
  return [
    ['Hybrids', hybrids.map(({ contestant }) => contestant.name).join(', ')],
    ['Parents', [...new Set(gains.map(({ parent }) => parent))].join(', ')],
    [
      'Trials',
      `${total} that came to their end; those that failed, were stopped or are under way do not count`,
    ],
    ...(lone.length === 0
      ? []
      : [
          [
            'Without a parent',
            lone.map(({ contestant, missing }) => `${contestant.name} (${missing.join(', ')})`).join('; '),
          ] as const,
        ]),
    ...(gains.some(({ hasSameNet }) => !hasSameNet)
      ? [
          [
            'Nets',
            'a parent with another net or start than the hybrid differs in more than the change of learners',
          ] as const,
        ]
      : []),
    ...(left === 0 ? [] : [['Curves', `those of ${left} more hybrids and tasks are left out`] as const]),
  ];
}
