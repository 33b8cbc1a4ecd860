/** Budgets: their written form, the share that is spent, and the check whether one is reached. */
import { UserError } from '../../errors.ts';
import type { Unit } from '../../learners/learner.ts';
import type { Budget, Cost } from './tournament.ts';

type Limit = keyof Budget & keyof Cost;

/** Units of the limits. Seconds may be fractions; the others are whole. */
const UNITS: Readonly<Record<Limit, { readonly written: string; readonly whole: boolean }>> = {
  macs: { written: 'mac', whole: true },
  updates: { written: 'update', whole: true },
  evaluations: { written: 'evaluation', whole: true },
  seconds: { written: 's', whole: false },
};
const LIMITS = Object.keys(UNITS) as Limit[];
/** Longer units of time, in seconds. */
const TIMES: Readonly<Record<string, number>> = { min: 60, h: 3600 };
const ALLOWED = 'write a number and a unit: 60s, 90min, 8h, 5e10mac, 20000update or 100000evaluation';

/**
 * Budget of those texts, each one limit: `60s`, `90min`, `8h`, `5e10mac`, `20000update`, `100000evaluations`.
 * @param where place in the message, for example `--budget`
 * @throws UserError on a text that is no limit, and on a limit given twice
 */
export function parseBudget(texts: readonly string[], where = '--budget'): Budget {
  const budget: { -readonly [Key in Limit]?: number } = {};
  for (const text of texts) {
    const { limit, amount } = parseLimit(text, where);
    if (budget[limit] !== undefined) {
      throw new UserError(`${where} ${text}: a limit in ${limit} is given twice, keep one`);
    }
    budget[limit] = amount;
  }
  if (texts.length === 0) throw new UserError(`${where}: no limit given, ${ALLOWED}`);
  return budget;
}

function parseLimit(text: string, where: string): { limit: Limit; amount: number } {
  const match = /^\s*(\d[\d_]*\.?\d*(?:e\+?\d+)?)\s*([a-z]+)\s*$/i.exec(text);
  if (match === null) throw new UserError(`${where} ${text}: no such budget, ${ALLOWED}`);
  const unit = match[2]!.toLowerCase();
  const times = Object.hasOwn(TIMES, unit) ? TIMES[unit]! : 1;
  const limit = times > 1 ? 'seconds' : LIMITS.find((key) => unit === key || unit === UNITS[key].written);
  if (limit === undefined) throw new UserError(`${where} ${text}: no such unit '${unit}', ${ALLOWED}`);
  const amount = times * Number(match[1]!.replaceAll('_', ''));
  const { whole } = UNITS[limit];
  if (!Number.isFinite(amount) || amount <= 0 || (whole && !Number.isSafeInteger(amount))) {
    throw new UserError(`${where} ${text}: ${limit} must be a ${whole ? 'whole ' : ''}number above 0`);
  }
  return { limit, amount };
}

/** Limits as `parseBudget` reads them, each a text of its own. */
export function formatBudget(budget: Budget): string[] {
  return LIMITS.filter((limit) => budget[limit] !== undefined).map((limit) =>
    writtenLimit(limit, budget[limit]!),
  );
}

function writtenLimit(limit: Limit, amount: number): string {
  // Two minutes and more in the longest unit of which they are a whole number.
  const longer = Object.entries(TIMES).findLast(([, seconds]) => amount % seconds === 0);
  if (limit === 'seconds' && amount >= 120 && longer) return `${amount / longer[1]}${longer[0]}`;
  return `${formatAmount(amount)}${UNITS[limit].written}`;
}

// Long round numbers read better as 5e10, and others must not lose a digit.
function formatAmount(amount: number): string {
  const plain = String(amount);
  const short = amount.toExponential().replace('+', '');
  return short.length < plain.length - 2 ? short : plain;
}

/** Share of a budget, above 0 to 1, of each of its limits; whole limits are rounded up. */
export function shareOf(budget: Budget, share = 1): Budget {
  if (share === 1) return budget;
  const limits = LIMITS.filter((limit) => budget[limit] !== undefined);
  return Object.fromEntries(
    limits.map((limit) => [
      limit,
      UNITS[limit].whole ? Math.ceil(share * budget[limit]!) : share * budget[limit]!,
    ]),
  );
}

/** Share of the budget that is spent, from 0: the largest over its limits. */
export function spent(budget: Budget, cost: Cost): number {
  return Math.max(
    0,
    ...LIMITS.map((limit) => (budget[limit] === undefined ? 0 : cost[limit] / budget[limit])),
  );
}

/** Limit that is reached, as a line for people, or null. */
export function reached(budget: Budget, cost: Cost): string | null {
  return describeFirst(budget, (limit) => cost[limit] >= budget[limit]!);
}

/**
 * Limit that another step as costly as `step` would exceed, or null. Seconds are left out: the duration of a step must
 * not decide what is computed before the limit itself does.
 */
export function wouldExceed(budget: Budget, cost: Cost, step: Omit<Cost, 'seconds'>): string | null {
  return describeFirst(budget, (limit) => limit !== 'seconds' && cost[limit] + step[limit] > budget[limit]!);
}

function describeFirst(budget: Budget, holds: (limit: Limit) => boolean): string | null {
  const limit = LIMITS.find((one) => budget[one] !== undefined && holds(one));
  return limit === undefined ? null : `${formatAmount(budget[limit]!)} ${limit} are spent`;
}

/**
 * Reason why a trial with the one budget cannot get the other instead, in words that follow both; null where it can:
 * each of its limits was there before, and is no lower now. With less the trial would have ended earlier.
 */
export function lessThan(held: Budget, wanted: Budget): string | null {
  for (const limit of LIMITS) {
    const [before, now] = [held[limit], wanted[limit]];
    if (now === undefined) continue;
    if (before === undefined)
      return `a limit in ${limit} cannot be added, it might have ended trials earlier`;
    if (now < before) return `a budget can only be raised, to more than ${writtenLimit(limit, before)}`;
  }
  return null;
}

/** Reason why a run that holds such a contestant cannot get a larger budget (`Learner.pacedByBudget`). */
export const unraised = (contestant: string): string =>
  `contestant ${contestant} hands over at a share of the budget, so under another it would have been another trial; play it anew with that budget`;

/** True where both set the same limits. */
export const isSameBudget = (first: Budget, second: Budget): boolean =>
  LIMITS.every((limit) => first[limit] === second[limit]);

/**
 * Fault of a budget that never ends a contestant's trials, with the missing limit: a learner counts updates or
 * evaluations, and a limit in the other unit alone is never reached. Null where it ends them.
 */
export function neverEnds(budget: Budget, contestant: string, counts: Unit | readonly Unit[]): string | null {
  if (budget.macs !== undefined || budget.seconds !== undefined) return null;
  const units = [counts].flat();
  const missing = units.find((unit) => budget[unit] === undefined);
  if (missing === undefined) return null;
  if (units.length > 1)
    return `${contestant} makes ${units.join(' and ')}, so this never ends its part by ${missing}; add a limit in mac, s or ${UNITS[missing].written}`;
  const others = missing === 'updates' ? 'evaluations' : 'updates';
  return `${contestant} makes ${missing} and no ${others}, so this never ends it; add a limit in mac, s or ${UNITS[missing].written}`;
}

/**
 * Requires a budget that ends trials.
 * @throws UserError that names the missing limit
 */
export function requireEnd(budget: Budget, contestant: string, counts: Unit | readonly Unit[]): void {
  const reason = neverEnds(budget, contestant, counts);
  if (reason !== null) throw new UserError(`--budget ${formatBudget(budget).join(' ')}: ${reason}`);
}
