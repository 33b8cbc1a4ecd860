/** Reader of a budget in a script: a text, several texts, or limits by name. */
import * as z from 'zod';
import { UserError } from '../../errors.ts';
import { parseBudget } from '../spec/budget.ts';
import type { Budget } from '../spec/tournament.ts';
import { type FaultList, type Path, placeOf } from './fault-list.ts';
import { readForm, shown } from './form.ts';

const whole = z
  .number()
  .refine((amount) => Number.isSafeInteger(amount) && amount > 0)
  .optional()
  .describe('a whole number above 0');

const LIMITS = {
  macs: whole,
  updates: whole,
  evaluations: whole,
  seconds: z.number().positive().refine(Number.isFinite).optional().describe('a number above 0'),
};

export const BUDGET_IN_WORDS =
  'text such as 5e10mac or 20000update, a list of such texts, or { macs, updates, evaluations, seconds }';

/** Budget of the value, or null with the faults reported. */
export function readBudget(value: unknown, path: Path, faults: FaultList): Budget | null {
  const texts = typeof value === 'string' ? [value] : value;
  if (Array.isArray(texts)) return readTexts(texts, path, faults);
  if (typeof value !== 'object' || value === null) {
    faults.add(path, `must be ${BUDGET_IN_WORDS}, not ${shown(value)}`);
    return null;
  }
  const before = faults.size;
  const limits = readForm(LIMITS, value, BUDGET_IN_WORDS, path, faults);
  if (faults.size > before || limits === null) return null;
  if (Object.keys(limits).length > 0) return limits as Budget;
  faults.add(path, `has no limit, it must be ${BUDGET_IN_WORDS}`);
  return null;
}

function readTexts(texts: readonly unknown[], path: Path, faults: FaultList): Budget | null {
  const before = faults.size;
  for (const [index, text] of texts.entries()) {
    if (typeof text === 'string') attempt(path, faults, () => parseBudget([text], placeOf(path)));
    else faults.add([...path, index], `must be text such as 5e10mac, not ${shown(text)}`);
  }
  if (faults.size > before) return null;
  return attempt(path, faults, () => parseBudget(texts as string[], placeOf(path)));
}

function attempt(path: Path, faults: FaultList, read: () => Budget): Budget | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    faults.add(path, error.message);
    return null;
  }
}
