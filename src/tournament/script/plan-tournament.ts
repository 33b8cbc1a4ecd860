/**
 * Planning of a tournament: from its definition to a spec that can be played. Everything is checked before the first
 * trial, and every fault is reported with its place: `contestants[1].settings.populaton: unknown setting …`.
 */

import { availableParallelism } from 'node:os';
import * as z from 'zod';
import { chooseDevice, type DeviceChoice, goOnWith } from '../../engine/choose.ts';
import { UserError } from '../../errors.ts';
import { countsOf } from '../../learners/counts.ts';
import { findLearner } from '../../learners/index.ts';
import { counted } from '../../words/text.ts';
import { type Calibrate, calibrate } from '../forecast/calibrate.ts';
import { lackingLine } from '../forecast/capable.ts';
import { isSlowToMeasure, measuringLine, misfits, roomHere } from '../forecast/heavy.ts';
import type { Draft } from '../forecast/workload.ts';
import { formatBudget, neverEnds } from '../spec/budget.ts';
import { unfitness } from '../spec/fit.ts';
import { inOrder, repetitionsOf, SEEDS_IN_WORDS, type Seeds, specSeeds } from '../spec/repetitions.ts';
import { endFault, toTheEndOf, type WrittenEnd } from '../spec/to-the-end.ts';
import {
  type Budget,
  defaultLimits,
  type PluginLimits,
  type ToTheEnd,
  type TournamentSpec,
  type TrialSpec,
} from '../spec/tournament.ts';
import { trialsOf } from '../spec/trials-of.ts';
import { inRoundOf } from '../tuning/next-round.ts';
import { BUDGET_IN_WORDS, readBudget } from './budget.ts';
import { floorContestant, isFloor, type ReadContestant, readContestants } from './contestants.ts';
import { FaultList, type Path } from './fault-list.ts';
import { anything, readForm } from './form.ts';
import { withHeldNames } from './held-names.ts';
import { plainData } from './plain-data.ts';
import { planTuning, refuseForTuning, searchedSpace } from './plan-tuning.ts';
import { areSeeds, seedsOf } from './seeds.ts';
import { type ReadTask, readTasks } from './tasks.ts';
import { readTune, TUNE_IN_WORDS, type Tune } from './tune.ts';

export interface TournamentPlan {
  /** Name of the script, or null. */
  readonly name: string | null;
  readonly spec: TournamentSpec;
  readonly trials: readonly TrialSpec[];
  /** Device that computes, and the reason for its choice. */
  readonly deviceLine: string;
  /** True where no device was named, so that this machine's choice is in the spec. */
  readonly picksDevice: boolean;
  /** True where the script says how its contestants are tuned. */
  readonly tunes: boolean;
}

export interface PlanOptions {
  /** Beginning of messages, for example the script's file. */
  readonly source: string;
  /** Folder from which the files and packages of plugin tasks are looked for. Default: the current one. */
  readonly folder?: string | undefined;
  /** True where code of plugins runs in processes of its own. Default: as `isolatePlugins` has it. */
  readonly isolate?: boolean | undefined;
  /** Overrides of the script's values; the budget overrides those of its tasks too. */
  readonly instead?: {
    /** Seeds; ranges are added to the repetitions of the run that it extends. */
    readonly seeds?: Seeds | undefined;
    readonly seed?: number | undefined;
    readonly budget?: Budget | undefined;
    readonly toTheEnd?: ToTheEnd | undefined;
    readonly device?: string | undefined;
  };
  /**
   * Run that the tournament extends, where there is one: where no device is named, the run's is taken again; and all
   * that the run holds keeps its name. Ranges of seeds are added to its own.
   */
  readonly run?:
    | { readonly path: string; readonly device: string; readonly spec?: TournamentSpec }
    | null
    | undefined;
  /** Overrides of the script's tuning, where its contestants are to be tuned; left out for a tournament of them. */
  readonly tune?: Partial<Tune> | undefined;
  /** Number of workers that will play it. Default: one a core. */
  readonly workers?: number | undefined;
  /** Picks the device that `auto` stands for; tests fix it. Default: `calibrate`. */
  readonly settle?: Calibrate | undefined;
  /** Callback with the reason of a wait that takes more than a moment. */
  readonly onWait?: ((line: string) => void) | undefined;
}

const MOST_TRIALS = 100_000;

const WHOLE_SEED = `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`;

const LIMITS = {
  seconds: z.number().min(0.01).max(86_400).optional().describe('a number from 0.01 to 86400'),
  megabytes: z.int().min(16).max(1_048_576).optional().describe('a whole number from 16 to 1048576'),
};
const LIMITS_IN_WORDS = '{ seconds, megabytes } that the code of a plugin task may take';

const FIELDS = {
  name: z.string().trim().min(1).max(100).optional().describe('text of at most 100 characters'),
  tasks: z.array(z.unknown()).min(1).describe('a list of at least one task'),
  contestants: z.array(z.unknown()).min(1).describe('a list of at least one contestant'),
  seeds: z.unknown().refine(areSeeds).default(5).describe(SEEDS_IN_WORDS),
  seed: z.int().min(0).default(1).describe(WHOLE_SEED),
  budget: anything(BUDGET_IN_WORDS).optional(),
  device: z.string().default('auto').describe('the name of a device'),
  untilSolved: z.boolean().optional().describe('true or false'),
  until: z.number().min(0).lt(1).optional().describe('a share from 0 to below 1'),
  limits: anything(LIMITS_IN_WORDS).optional(),
  floor: z.boolean().default(true).describe('true or false'),
  tune: anything(TUNE_IN_WORDS).optional(),
};

const IN_WORDS = 'what defineTournament({ tasks, contestants, budget, … }) takes';

/**
 * Plans a tournament.
 * @param definition result of `defineTournament`, or the content of a data file
 * @throws Faults with all its faults
 */
export async function planTournament(
  definition: unknown,
  { source, folder = process.cwd(), instead = {}, ...options }: PlanOptions,
): Promise<TournamentPlan> {
  const faults = new FaultList();
  const written = plainData(definition, faults);
  faults.throwIfAny(source);
  const read = readForm(FIELDS, written, IN_WORDS, [], faults);
  if (read === null) throw faults.asError(source);
  const limits = read.limits === undefined ? null : readLimits(read.limits, faults);
  const open = { from: folder, limits: limits ?? undefined, isolate: options.isolate };
  const tasks = (await readTasks(read.tasks ?? [], open, faults)).map((task) =>
    instead.budget === undefined ? task : withoutBudget(task),
  );
  const budget = instead.budget ?? readCommonBudget(read.budget, read.tasks ?? [], faults);
  const named = await readDevice(instead.device ?? read.device ?? 'auto', faults);
  const contestants = await readContestants(read.contestants ?? [], faults);
  const tune = { ...readTune(read.tune, ['tune'], faults), ...options.tune };
  const isTuning = options.tune !== undefined;
  for (const one of contestants) if (one.space !== undefined && !isTuning) searchedSpace(one, faults);
  const withFloor = read.floor && contestants.length > 0;
  if (withFloor && !isTuning) addFloor(contestants, faults);
  // A tournament that follows a tuning is checked before the tuning, too.
  const later = isTuning && tune.afterwards > 0 ? [...contestants] : null;
  if (withFloor && later !== null) addFloor(later, faults);
  const seeds = isTuning
    ? { seeds: tune.seeds }
    : specSeeds(withHeld(instead.seeds ?? seedsOf(read.seeds ?? 1), options.run?.spec));
  const toTheEnd = instead.toTheEnd ?? readEnd(read, faults);
  const endless = endFault(
    toTheEnd,
    tasks.map(({ choice }) => choice),
  );
  if (endless !== null)
    faults.add(
      instead.toTheEnd ? [] : ['until'],
      `${instead.toTheEnd ? `--until ${toTheEnd!.until}: ` : ''}${endless}`,
    );
  const common = { tasks, budget, place: instead.budget === undefined ? 'budget' : '--budget' };
  refuseEndless(later === null || tune.budgetAfterwards ? contestants : later, common, faults);
  if (later !== null && tune.budgetAfterwards) {
    refuseEndless(later, { tasks: [], budget: tune.budgetAfterwards, place: 'tune.thenBudget' }, faults);
  }
  const count = isTuning ? contestants.length * tune.candidates : contestants.length;
  refuseTooMany(tasks.length, count, seeds.seeds, isTuning, faults);
  refuseUnfit(tasks, later ?? contestants, faults);
  const choices = tasks.map(({ choice }) => choice);
  if (isTuning) refuseForTuning(contestants, { tasks: choices, budget, toTheEnd }, faults);
  faults.throwIfAny(source);
  const seed = instead.seed ?? read.seed!;
  const tuned = isTuning
    ? planTuning(contestants, { tune, seed, tasks: choices, budget, floor: read.floor! }, faults)
    : null;
  faults.throwIfAny(source);
  const draft: Draft = {
    tasks: choices,
    contestants: tuned?.contestants ?? contestants.map(({ contestant }) => contestant),
    ...seeds,
    seed,
    budget: budget ?? tasks[0]!.choice.budget!,
    ...(toTheEnd === undefined ? {} : { toTheEnd }),
    ...(limits === null ? {} : { limits }),
    ...(tuned === null ? {} : { tuning: tuned.tuning }),
  };
  const { workers = availableParallelism(), onWait } = options;
  const lines = misfits(draft, workers, roomHere(named?.name ?? 'auto'));
  // Of candidates, a few stand for all.
  for (const line of isTuning ? lines.slice(0, 3) : lines) faults.add([], line);
  faults.throwIfAny(source);
  const heavy = named === null ? isSlowToMeasure(draft) : null;
  if (heavy !== null) onWait?.(measuringLine(heavy.contestant));
  const device = named ?? (await settleDevice(draft, options));
  const lacking = await lackingLine(draft, device.name);
  if (lacking !== null) faults.add([], lacking);
  faults.throwIfAny(source);
  const planned: TournamentSpec = { ...draft, device: device.name };
  const held = options.run?.spec;
  const spec = held === undefined ? planned : inRoundOf(withHeldNames(planned, held), held);
  return {
    name: read.name ?? null,
    spec,
    trials: trialsOf(spec),
    deviceLine: device.why.replace(/^device /, ''),
    picksDevice: named === null,
    tunes: read.tune !== undefined,
  };
}

/** Seeds with those of the run: a plain number replaces them, and must cover them; ranges come in addition. */
const withHeld = (seeds: Seeds, held: TournamentSpec | undefined): Seeds =>
  held === undefined || typeof seeds === 'number' ? seeds : inOrder([...repetitionsOf(held), ...seeds]);

function settleDevice(
  draft: Draft,
  {
    run,
    workers = availableParallelism(),
    settle = calibrate,
  }: Pick<PlanOptions, 'run' | 'workers' | 'settle'>,
): Promise<DeviceChoice> {
  return run ? goOnWith(run.device, run.path) : settle(draft, workers);
}

/** Budget of the tournament; null where it is wrong, and where every task has its own. */
function readCommonBudget(value: unknown, tasks: readonly unknown[], faults: FaultList): Budget | null {
  if (value !== undefined) return readBudget(value, ['budget'], faults);
  const isOwn = (entry: unknown) => typeof entry === 'object' && entry !== null && 'budget' in entry;
  if (tasks.length === 0 || !tasks.every(isOwn)) {
    faults.add(['budget'], `is missing, it must be ${BUDGET_IN_WORDS}`);
  }
  return null;
}

function readEnd({ untilSolved, until }: WrittenEnd, faults: FaultList): ToTheEnd | undefined {
  if (untilSolved === true && until !== undefined) {
    faults.add(
      ['until'],
      'makes trials train on after they are solved, which untilSolved: true forbids; leave one out',
    );
  }
  return toTheEndOf({ untilSolved, until });
}

function readLimits(value: unknown, faults: FaultList): PluginLimits | null {
  const read = readForm(LIMITS, value, LIMITS_IN_WORDS, ['limits'], faults);
  if (read === null) return null;
  const { seconds = defaultLimits.seconds, megabytes = defaultLimits.megabytes } = read;
  return { seconds, megabytes };
}

/** Device of the script; null where it is wrong, and where it is left to be found. */
async function readDevice(name: string, faults: FaultList): Promise<DeviceChoice | null> {
  if (name === 'auto') return null;
  try {
    return await chooseDevice(name);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    faults.add(['device'], error.message);
    return null;
  }
}

const FLOOR_PATH: Path = ['floor'];

/** Adds the floor last, so that it is never the first that a table names. */
function addFloor(contestants: ReadContestant[], faults: FaultList): void {
  if (contestants.some(({ contestant }) => isFloor(contestant.learner))) return;
  const floor = floorContestant();
  if (floor === null) return;
  const namesake = contestants.find(({ contestant }) => contestant.name === floor.name);
  const origin = { preset: floor.name, space: undefined, fixed: [] };
  if (namesake === undefined) contestants.push({ contestant: floor, path: FLOOR_PATH, ...origin });
  else {
    faults.add(
      namesake.path,
      `its name '${floor.name}' is what random search takes part under, give it another`,
    );
  }
}

function withoutBudget({ choice, path }: ReadTask): ReadTask {
  const { budget: _, ...rest } = choice;
  return { choice: rest, path };
}

/**
 * Refuses endless trials: a budget in updates alone never ends a contestant that makes evaluations, and the reverse.
 */
function refuseEndless(
  contestants: readonly ReadContestant[],
  {
    tasks,
    budget: common,
    place: written,
  }: { readonly tasks: readonly ReadTask[]; readonly budget: Budget | null; readonly place: string },
  faults: FaultList,
): void {
  const budgets = new Map<string, Budget>();
  if (common !== null && (tasks.length === 0 || tasks.some(({ choice }) => choice.budget === undefined))) {
    budgets.set(written, common);
  }
  for (const { choice, path } of tasks) {
    if (choice.budget !== undefined) budgets.set(`tasks[${path[1]}].budget`, choice.budget);
  }
  for (const [place, budget] of budgets) {
    for (const { contestant, path } of contestants) {
      const reason = neverEnds(
        budget,
        contestant.name,
        countsOf(findLearner(contestant.learner), contestant.settings),
      );
      if (reason === null) continue;
      const added = path === FLOOR_PATH ? '; floor: false leaves it out' : '';
      faults.add([], `${place} ${formatBudget(budget).join(' ')}: ${reason}${added}`);
    }
  }
}

function refuseUnfit(
  tasks: readonly ReadTask[],
  contestants: readonly ReadContestant[],
  faults: FaultList,
): void {
  for (const { contestant, path } of contestants) {
    for (const { choice } of tasks) {
      const reason = unfitness(contestant, choice);
      if (reason !== null) faults.add(path === FLOOR_PATH ? [] : path, reason);
    }
  }
}

function refuseTooMany(
  tasks: number,
  contestants: number,
  seeds: number,
  isTuning: boolean,
  faults: FaultList,
): void {
  const trials = tasks * contestants * seeds;
  if (trials <= MOST_TRIALS) return;
  const product = [
    counted(tasks, 'task'),
    counted(contestants, isTuning ? 'candidate' : 'contestant'),
    counted(seeds, 'seed'),
  ];
  faults.add([], `makes ${trials} trials (${product.join(' × ')}), at most ${MOST_TRIALS} are allowed`);
}
