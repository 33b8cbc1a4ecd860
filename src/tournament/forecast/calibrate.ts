/**
 * Calibration for `--device auto`: picks the device that takes the least time, by measurements of the trials' work on
 * each. Beside the device that is always available, these are hardware GPUs: a GPU in software is no candidate.
 */
import { monotonicSeconds } from '../../clock.ts';
import { chooseDevice, type DeviceChoice, plainChoice } from '../../engine/choose.ts';
import { type DeviceEntry, devices, presenceOf } from '../../engine/index.ts';
import { measureRate } from '../../engine/measure.ts';
import type { Presence } from '../../engine/presence.ts';
import { oneLine } from '../../errors.ts';
import { type Draft, type TournamentWorkload, workloadsOf } from './workload.ts';

/**
 * Picks the device that `auto` stands for. A device that fails is left out, save the first: without it the choice is a
 * UserError.
 */
export type Calibrate = (draft: Draft, workers: number) => Promise<DeviceChoice>;

export interface CalibrationParts {
  readonly among?: readonly DeviceEntry[];
  /** Clock: seconds since some fixed moment. */
  readonly now?: () => number;
  /** Timeout in seconds for each device. */
  readonly patience?: number;
}

/** Seconds of measuring a device at one kind of work: where there is a choice, and where there is none. */
const SECONDS = { choice: 0.25, alone: 0.025 };
/** Most MACs of a round: of all searches on a GPU, and of the one of a thread. */
const MOST_MACS = { together: 4e9, thread: { choice: 1e8, alone: 2e7 } };
const PATIENCE_SECONDS = 20;

/** Rate of a device at one kind of work. */
interface Rate {
  readonly kind: TournamentWorkload['kind'];
  /** Updates, genomes, products or passes a second, of as many trials as were measured together. */
  readonly perSecond: number;
  readonly trials: number;
  /** Seconds that all trials of this kind would take. */
  readonly seconds: number;
}

interface Candidate {
  readonly entry: DeviceEntry;
  /** Hardware; null for the device that is always available: its rates are those of a thread. */
  readonly hardware: string | null;
}

/** Rates of a candidate, or the reason why it is left out. */
type Outcome = Candidate & { readonly rates: readonly Rate[]; readonly fault: string | null };

/**
 * Calibrates.
 * @param parts for tests
 */
export async function calibrate(
  draft: Draft,
  workers: number,
  { among = devices, now = monotonicSeconds, patience = PATIENCE_SECONDS }: CalibrationParts = {},
): Promise<DeviceChoice> {
  await chooseDevice(among[0]!.name, among);
  const demands = workloadsOf(draft);
  if (demands.length === 0) return plainChoice(among);
  const { candidates, absence } = await candidatesOf(among);
  const isAlone = candidates.length === 1;
  const threads = Math.min(workers, draft.tasks.length * draft.contestants.length * draft.seeds);
  const outcomes: Outcome[] = [];
  // One after the other, for they would slow each other.
  for (const candidate of candidates) {
    const measured = measure(candidate, demands, { isAlone, threads, now });
    outcomes.push(await within(patience, candidate, measured));
  }
  return choiceOf(outcomes, absence);
}

async function candidatesOf(
  among: readonly DeviceEntry[],
): Promise<{ candidates: Candidate[]; absence: string | null }> {
  const [always, ...others] = among.filter(({ automatic }) => automatic);
  const candidates: Candidate[] = [{ entry: always!, hardware: null }];
  const absences: string[] = [];
  for (const entry of others) {
    const presence = await presenceOf(entry);
    if (presence.present && presence.kind === 'gpu') candidates.push({ entry, hardware: presence.hardware });
    else absences.push(absenceOf(presence));
  }
  return { candidates, absence: candidates.length > 1 ? null : (absences[0] ?? null) };
}

const absenceOf = (presence: Presence): string =>
  presence.present ? `${presence.hardware} computes in software` : presence.missing;

interface Conditions {
  readonly isAlone: boolean;
  /** Number of workers that will have a trial. */
  readonly threads: number;
  readonly now: () => number;
}

async function measure(
  candidate: Candidate,
  demands: readonly TournamentWorkload[],
  { isAlone, threads, now }: Conditions,
): Promise<Outcome> {
  const { entry, hardware } = candidate;
  const rates: Rate[] = [];
  let fault: string | null = null;
  try {
    const device = await entry.open();
    try {
      for (const { kind, needs, macs, total, sharing, workload } of demands) {
        const trials = hardware === null ? 1 : Math.min(sharing, entry.trialsAtOnce);
        const thread = isAlone ? MOST_MACS.thread.alone : MOST_MACS.thread.choice;
        const given = workload(trials, hardware === null ? thread : MOST_MACS.together);
        const lacking = needs
          .map((need) => device.lacks(need.net, need, need.calls))
          .find((fault) => fault !== null);
        if (lacking !== undefined) return { ...candidate, rates, fault: `is left out: ${lacking}` };
        const seconds = isAlone ? SECONDS.alone : SECONDS.choice;
        const macsPerSecond = given.macs * (await measureRate(device, given.workload, { now, seconds }));
        rates.push({
          kind,
          trials,
          perSecond: macsPerSecond / macs,
          seconds: total / (macsPerSecond * (hardware === null ? threads : 1)),
        });
      }
    } finally {
      await device.close();
    }
  } catch (error) {
    fault = `failed: ${oneLine(error)}`;
  }
  return { ...candidate, rates, fault };
}

/** Result within a timeout: a driver may hang, and no tournament is to wait for it. */
async function within(seconds: number, candidate: Candidate, measured: Promise<Outcome>): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const fault = `is left out: it was not measured within ${seconds} s`;
  const timer = setTimeout(() => resolve({ ...candidate, rates: [], fault }), 1000 * seconds);
  try {
    return await Promise.race([measured, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function choiceOf(outcomes: readonly Outcome[], absence: string | null): DeviceChoice {
  const seconds = ({ rates, fault }: Outcome): number =>
    fault === null ? rates.reduce((sum, rate) => sum + rate.seconds, 0) : Number.POSITIVE_INFINITY;
  // Of equals the first stays, which runs everywhere.
  const taken = outcomes.reduce((best, one) => (seconds(one) < seconds(best) ? one : best));
  const parts = [
    `${named(taken)}${taken.fault === null ? `: ${ratesOf(taken)}` : ` ${taken.fault}`}`,
    ...outcomes.filter((one) => one !== taken).map((one) => `${named(one)} ${one.fault ?? ratesOf(one)}`),
    ...(absence === null ? [] : [`no GPU (${absence})`]),
  ];
  return { name: taken.entry.name, why: `device ${parts.join('; ')}` };
}

const named = ({ entry, hardware }: Candidate): string =>
  hardware === null ? entry.name : `${entry.name} (${hardware})`;

const NOUNS: Readonly<Record<TournamentWorkload['kind'], string>> = {
  updates: 'updates',
  evaluations: 'genomes',
  products: 'products',
  regressions: 'passes for regressions',
};

/** Text of rates: `512 updates/s and 16,600 genomes/s a thread`, `180,000 updates/s over 45 trials`. */
function ratesOf({ rates, hardware }: Outcome): string {
  const texts = rates.map(({ kind, perSecond, trials }) => {
    const over = hardware === null ? '' : ` over ${trials} trial${trials === 1 ? '' : 's'}`;
    return `${threeDigits(perSecond)} ${NOUNS[kind]}/s${over}`;
  });
  return `${texts.join(' and ')}${hardware === null ? ' a thread' : ''}`;
}

/** Number in three digits: `0.0213`, `3.52`, `512`, `16,600`. */
function threeDigits(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 });
}
