/** Reader of `tuned` in a contestant entry: the origin of its settings, as `genoprop tune` writes it. */
import * as z from 'zod';
import type { Tuned } from '../spec/tuning.ts';
import { SAMPLERS, SAMPLERS_IN_WORDS } from '../tuning/samplers.ts';
import type { FaultList, Path } from './fault-list.ts';
import { readForm } from './form.ts';

export const TUNED_IN_WORDS = '{ candidates, seeds, macs, sampler } as `genoprop tune` writes it';

const FIELDS = {
  candidates: z.int().min(1).describe('a whole number above 0'),
  seeds: z.int().min(1).describe('a whole number above 0'),
  macs: z.number().min(0).refine(Number.isFinite).describe('a number from 0'),
  sampler: z.enum(SAMPLERS).describe(SAMPLERS_IN_WORDS),
};

/** Origin; null where any of it is wrong, with the faults reported. */
export function readTuned(value: unknown, path: Path, faults: FaultList): Tuned | null {
  const before = faults.size;
  const read = readForm(FIELDS, value, TUNED_IN_WORDS, path, faults);
  return read === null || faults.size > before ? null : (read as Tuned);
}
