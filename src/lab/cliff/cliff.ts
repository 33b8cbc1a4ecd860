/**
 * View `cliff`: the error surface of recurrent nets. The one-unit net of Pascanu, Mikolov & Bengio (2013), ICML, section
 * 2.3 and figure 6, whose surface has a wall; and of a run the plane through start and end of a descent and another
 * contestant's best net.
 */
import * as z from 'zod';
import { UserError } from '../../errors.ts';
import { defineView, type LabFindings } from '../view.ts';
import { lacksAnchors } from './anchors.ts';
import { lookAtPlane } from './plane-look.ts';
import { lookAtOneUnit } from './unit-look.ts';

const options = z.object({
  grid: z.int().min(9).max(513).default(129).describe('columns and rows of the surfaces'),
  learningRate: z
    .number()
    .positive()
    .max(10)
    .default(0.1)
    .describe('learning rate of the descents on the surface of the one-unit net'),
  threshold: z
    .number()
    .positive()
    .max(1e9)
    .default(1)
    .describe('norm to which clipped descents clip the gradient; in a run that of the contestant goes first'),
  updates: z
    .int()
    .min(1)
    .max(10_000)
    .default(300)
    .describe('updates of the descents on the surface of the one-unit net'),
  task: z
    .string()
    .default('')
    .describe('label of the task of a run; empty: the first on which both contestants have a best net'),
  repetition: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe('repetition of a run; 0: the first in which both contestants have a best net'),
  sequences: z
    .int()
    .min(1)
    .max(10_000)
    .default(64)
    .describe('sequences of the test on which the plane of a run is measured'),
  lengths: z
    .string()
    .default('')
    .describe(
      'lengths T of the plane of a run beside its own, such as 10,20,50; empty: 10, 20, 50 and 100; none: no others',
    ),
  replay: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(2000)
    .describe("updates of a run's descent that are made again, with and without clipping"),
});

/** Options that without a run have nothing to say. */
const OF_A_RUN = ['task', 'repetition', 'sequences', 'lengths', 'replay'] as const;

export const cliff = defineView({
  name: 'cliff',
  summary: 'which walls does the error surface have, and what do they do to steps of descent?',
  about:
    "The net of one unit of Pascanu, Mikolov & Bengio (2013), x_t = w σ(x_{t-1}) + b: its error and gradient over both weights, descents with and without clipping, and its fixed points, which explain the wall. With a run also the plane through the start of a descent, its end and another contestant's best net (GENITOR's unless two contestants are named), with the steps of the descent and the population projected onto it.",
  options,
  run: 'optional',
  lacks: lacksAnchors,
  inReport: 'asked',
  async look({ options: chosen, run, contestants }, work): Promise<LabFindings> {
    if (contestants.length > 2 || new Set(contestants).size < contestants.length)
      throw new UserError(
        `--contestant ${contestants.at(-1)}: the plane lies through the nets of two different contestants; name two, or none`,
      );
    const needless =
      run === null ? OF_A_RUN.find((name) => chosen[name] !== options.parse({})[name]) : undefined;
    if (needless !== undefined)
      throw new UserError(
        `--set ${needless}=${chosen[needless]}: is an option of a run's plane; name a run, or leave it out`,
      );
    const unit = await lookAtOneUnit(chosen, work);
    if (run === null) return unit;
    const plane = await lookAtPlane(run, contestants, chosen, work);
    return {
      says: plane.says,
      facts: [...plane.facts, ...unit.facts, ['on the one-unit net', unit.says]],
      figures: [...plane.figures, ...unit.figures],
      data: { plane: plane.data, oneUnit: unit.data },
    };
  },
});
