/**
 * Replay of a trial of GENITOR up to the cost at which its champion was found, with a record of its births. All streams
 * are named, so the same code on the same device gives the same bits; what it gives is compared with the run file: the
 * training loss at each stored validation on the way, and the champion at the end.
 */

import type { Device } from '../../engine/device.ts';
import { UserError } from '../../errors.ts';
import type { Birth } from '../../learners/genetic/births.ts';
import type { GenitorSettings } from '../../learners/genetic/genitor-settings.ts';
import type { Problem, Search } from '../../learners/learner.ts';
import type { RunFile } from '../../store/run-file.ts';
import { prepareEpisodes } from '../../tasks/prepare-episodes.ts';
import { builtIn, type Catalogue } from '../../tournament/spec/catalogue.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import { assembleTrial, makeProblem, type TrialParts } from '../../tournament/trial/problem.ts';
import type { LabWork } from '../view.ts';
import { BirthRecord, type Born, type RecordState } from './birth-record.ts';
import { type PlainSnapshot, plainSnapshot, restoredSnapshot } from './plain-snapshot.ts';

/** Trial with what its run file has of it. */
export interface StoredTrial {
  readonly spec: TrialSpec;
  /** Parameters of its champion. */
  readonly champion: Float32Array;
  /** Cost at which the champion was found. */
  readonly macs: number;
  readonly evaluations: number;
  /** Seconds of search until then, on the machine that played it; null where no validation tells. */
  readonly seconds: number | null;
  /** Training losses at its validations, by rising cost in MACs; null where there was none. */
  readonly losses: readonly (readonly [macs: number, loss: number | null])[];
}

/** Trial of the run that has a champion. */
export function storedTrial(run: RunFile, spec: TrialSpec): StoredTrial {
  const champion = run.champion(spec.id)!;
  const cost = champion.metadata.cost as { readonly macs: number; readonly evaluations: number };
  const metrics = run.metrics(spec.id);
  return {
    ...{ spec, champion: champion.parameters, macs: cost.macs, evaluations: cost.evaluations },
    seconds: metrics.find(({ cost: { macs } }) => macs === cost.macs)?.cost.seconds ?? null,
    losses: metrics
      .filter(({ cost: { macs } }) => macs > 0 && macs <= cost.macs)
      .map(({ cost: { macs }, trainingLoss }) => [macs, finite(trainingLoss)]),
  };
}

/** Trial opened for replays: its parts, device and problem. */
export interface OpenTrial {
  readonly stored: StoredTrial;
  readonly parts: TrialParts;
  readonly settings: GenitorSettings;
  readonly device: Device;
  /** Reason for another device than the trial's; null where it is the trial's own. */
  readonly otherDevice: string | null;
  readonly problem: Problem;
  close(): void;
}

/**
 * Opens the trial.
 * @throws UserError where its task comes from a file
 */
export async function openTrial(stored: StoredTrial, catalogue: Catalogue = builtIn): Promise<OpenTrial> {
  const { spec } = stored;
  if (spec.task.module !== undefined) {
    throw new UserError(
      `lineage: task ${spec.task.label} comes from a file; only trials on built-in tasks can be replayed here`,
    );
  }
  const parts = assembleTrial(spec, catalogue);
  await prepareEpisodes(parts.task);
  let otherDevice: string | null = null;
  let device: Device;
  try {
    device = await catalogue.openDevice(spec.device);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    otherDevice = error.message;
    device = await catalogue.openDevice('wasm');
  }
  return {
    ...{ stored, parts, device, otherDevice },
    settings: parts.settings as GenitorSettings,
    problem: makeProblem(spec, parts, device),
    close: () => void device.close(),
  };
}

/** Replay of a trial, or of what it would have been with one birth changed. */
export interface Replayed {
  /** Children taken in, by rising number. */
  readonly births: readonly Born[];
  /** Number of children landed. */
  readonly landed: number;
  /** Number of the best member at the end, and its parameters. */
  readonly best: number;
  readonly parameters: Float32Array;
  /** Cost in MACs at the end. */
  readonly macs: number;
  /** Best training loss at the end of each generation, over the children landed. */
  readonly course: readonly (readonly [landed: number, loss: number | null])[];
  /** Number of stored validations at which the training loss was the same, bit by bit. */
  readonly same: number;
  /** Cost in MACs of the first one at which it was another, or that was not met; null where there is none. */
  readonly differsAt: number | null;
}

/** Change of one birth: writes another child in the place of the one that was bred. */
export interface BirthChange {
  /** Number of the child. */
  readonly number: number;
  write(birth: Birth): void;
}

/** Part of a replay as it is kept. */
interface Part {
  readonly births: readonly Born[];
  readonly course: Replayed['course'];
  readonly same: number;
  readonly differsAt: number | null;
  readonly macs: number;
  readonly evaluations: number;
  readonly landed: number;
  readonly record: RecordState;
  readonly snapshot: PlainSnapshot;
  readonly best: number;
}

/** Least MACs and evaluations of a part, and most parts. */
const PART_MACS = 2e10;
const PART_EVALUATIONS = 4000;
const MOST_PARTS = 200;

export const partsOf = ({ macs, evaluations }: Pick<StoredTrial, 'macs' | 'evaluations'>): number =>
  Math.max(1, Math.min(MOST_PARTS, Math.ceil(Math.max(macs / PART_MACS, evaluations / PART_EVALUATIONS))));

/** Name of the trial's replay among what is kept: a trial under way may find another champion. */
const keyOf = ({ stored: { spec, macs } }: OpenTrial): string => `${spec.id}@${macs}`;

/**
 * Replays the trial, in parts that are kept under `replay/k`.
 * @param tell called before each part
 */
export async function replayTrial(
  trial: OpenTrial,
  work: Pick<LabWork, 'kept'>,
  tell: (part: number, parts: number) => void = () => {},
): Promise<Replayed> {
  return whole(trial, await replayParts(trial, work, { key: keyOf(trial), from: [], tell }));
}

/**
 * Replays the trial with one birth changed, to the same cost. Until that birth nothing differs, so the replay goes on
 * from the last part before it.
 */
export async function replayChanged(
  trial: OpenTrial,
  work: Pick<LabWork, 'kept'>,
  {
    key,
    change,
    tell = () => {},
  }: {
    readonly key: string;
    readonly change: BirthChange;
    readonly tell?: (part: number, parts: number) => void;
  },
): Promise<Replayed> {
  const kept = await replayParts(trial, work, { key: keyOf(trial), from: [], tell: () => {} });
  const from = kept.filter(({ landed, record }) => landed + record.pending.length <= change.number);
  return whole(trial, await replayParts(trial, work, { key: `${keyOf(trial)}/${key}`, from, change, tell }));
}

interface PartsRequest {
  readonly key: string;
  /** Parts that are there already. */
  readonly from: readonly Part[];
  readonly change?: BirthChange;
  readonly tell: (part: number, parts: number) => void;
}

async function replayParts(
  trial: OpenTrial,
  work: Pick<LabWork, 'kept'>,
  { key, from, change, tell }: PartsRequest,
): Promise<readonly Part[]> {
  const parts = [...from];
  const count = partsOf(trial.stored);
  let running: Running | null = null;
  for (let index = parts.length; index < count; index++) {
    tell(index, count);
    const before = parts.at(-1);
    let isMade = false;
    const part = await work.kept(`replay/${key}/${index}`, async () => {
      running ??= await start(trial, before, change);
      isMade = true;
      return play(trial, running, ((index + 1) * trial.stored.macs) / count, before);
    });
    // A search that has not made this part is behind it.
    if (!isMade) running = null;
    parts.push(part);
  }
  tell(count, count);
  return parts;
}

interface Running {
  readonly search: Search;
  readonly record: BirthRecord;
}

async function start(trial: OpenTrial, before: Part | undefined, change?: BirthChange): Promise<Running> {
  const { parts, problem, settings } = trial;
  const write = (birth: Birth): void => {
    if (birth.number === change?.number) change.write(birth);
  };
  const record = new BirthRecord(settings.population, before?.record, change && write);
  const snapshot = before && restoredSnapshot(before.snapshot);
  const search = await parts.learner.start({ ...problem, births: record }, settings, snapshot);
  return { search, record };
}

/** Plays the search on until it has cost so many MACs. */
async function play(
  { stored, settings }: OpenTrial,
  { search, record }: Running,
  until: number,
  before: Part | undefined,
): Promise<Part> {
  let { macs = 0, evaluations = 0, same = 0, differsAt = null } = before ?? {};
  const course: (readonly [number, number | null])[] = [];
  let generation = Math.floor(record.count / settings.population);
  let next = stored.losses.findIndex(([at]) => at > macs);
  while (macs < until) {
    const step = await search.step();
    macs += step.macs;
    evaluations += step.evaluations;
    if (
      Math.floor(record.count / settings.population) > generation ||
      course.length + (before?.landed ?? 0) === 0
    ) {
      generation = Math.floor(record.count / settings.population);
      course.push([record.count, finite(step.loss)]);
    }
    for (; next >= 0 && next < stored.losses.length && stored.losses[next]![0] <= macs; next++) {
      const [at, loss] = stored.losses[next]!;
      if (at === macs && loss === finite(step.loss)) same++;
      else differsAt ??= at;
    }
  }
  const snapshot = search.snapshot();
  return {
    ...{ births: record.take(), course, same, differsAt, macs, evaluations, landed: record.count },
    ...{ record: record.state(), snapshot: plainSnapshot(snapshot) },
    best: record.numberIn(snapshot.arrays.slots![0]!),
  };
}

async function whole(trial: OpenTrial, parts: readonly Part[]): Promise<Replayed> {
  const last = parts.at(-1)!;
  const { search } = await start(trial, last);
  return {
    births: parts.flatMap(({ births }) => births),
    course: parts.flatMap(({ course }) => course),
    ...{ landed: last.landed, best: last.best, macs: last.macs, same: last.same, differsAt: last.differsAt },
    parameters: Float32Array.from(search.champion().parameters),
  };
}

/** Agreement of a replay with the stored trial. */
export interface Agreement {
  readonly exact: boolean;
  /** Number of parameters that differ, and the greatest difference. */
  readonly differing: number;
  readonly greatest: number;
}

/** Compares bit by bit: -0 is not 0. */
export function agreementOf({ parameters }: Pick<Replayed, 'parameters'>, champion: Float32Array): Agreement {
  let differing = 0;
  let greatest = 0;
  for (const [index, value] of champion.entries()) {
    if (Object.is(value, parameters[index])) continue;
    differing++;
    greatest = Math.max(greatest, Math.abs(value - parameters[index]!));
  }
  return { exact: differing === 0 && parameters.length === champion.length, differing, greatest };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
