/** Plane of a run: the surface through start, end of a descent and another contestant's best net, and what lies near it. */
import { UserError } from '../../errors.ts';
import type { GenitorSettings } from '../../learners/genetic/genitor-settings.ts';
import type { Problem } from '../../learners/learner.ts';
import type { RunFile } from '../../store/run-file.ts';
import { requireAffordable } from '../parts/affordable.ts';
import { firstPopulation, populationIn } from '../parts/genitor-population.ts';
import { openPointMeasurer, type PointMeasurer } from '../parts/point-measurer.ts';
import type { LabFindings, LabWork } from '../view.ts';
import { type Anchors, descends, findAnchors, isGenitor, problemOf, startOf } from './anchors.ts';
import { embedded, hiddenOf } from './embed.ts';
import { spaced } from './grid.ts';
import { type LengthBatch, lengthBatches } from './lengths.ts';
import { gridOn, type Plane, type Projection, planeThrough, project } from './plane.ts';
import { planeFacts, planeFigures, planeWords } from './plane-figures.ts';
import {
  type Corner,
  EDGE_POINTS,
  type PlanePath,
  type PlanePopulation,
  type PlaneSeen,
  type StepSeen,
} from './plane-seen.ts';
import {
  type KeptValues,
  type PlaneSubject,
  partsOfGrid,
  pointMacs,
  valuesAt,
  valuesOnGrid,
} from './plane-values.ts';
import { replay } from './replay.ts';

export interface PlaneOptions {
  readonly grid: number;
  readonly task: string;
  readonly repetition: number;
  readonly sequences: number;
  readonly lengths: string;
  readonly threshold: number;
  /** Updates of the descent that are made again. */
  readonly replay: number;
}

/** Most points of a path. */
const PATH_POINTS = 400;

export async function lookAtPlane(
  run: RunFile,
  contestants: readonly string[],
  options: PlaneOptions,
  work: LabWork,
): Promise<LabFindings> {
  const measurer = await openPointMeasurer(work.threads);
  try {
    const seen = await seePlane(run, contestants, options, work, measurer);
    return {
      says: planeWords(seen),
      facts: planeFacts(seen),
      figures: planeFigures(seen),
      data: {
        corners: seen.corners,
        second: seen.plane.second,
        third: seen.plane.third,
        replays: seen.paths.map(({ threshold, isOwn, points, exploded }) => ({
          ...{ threshold, isOwn, exploded },
          last: points.at(-1) ?? null,
        })),
      },
    };
  } finally {
    await measurer.close();
  }
}

async function seePlane(
  run: RunFile,
  contestants: readonly string[],
  options: PlaneOptions,
  work: LabWork,
  measurer: PointMeasurer,
): Promise<PlaneSeen> {
  const anchors = findAnchors(run, { ...options, contestants });
  const { task, descent, net, end, best } = anchors;
  const { device } = measurer;
  const problem = problemOf(descent, device);
  const start = startOf(anchors, problem);
  const plane = planeThrough(start, end, best);
  if (plane === null)
    throw new UserError(
      `${run.path}: start, end and best net lie on a line, so there is no plane through them`,
    );
  const { seed, tuning } = descent.spec;
  const { batches: lengths, note } = await lengthBatches({
    ...{ task, sequences: options.sequences, lengths: options.lengths, where: run.path },
    origin: { seed, ...(tuning === undefined ? {} : { tuning }) },
  });
  const notes = note === null ? [] : [note];
  const free = task.facts.shape.feedback === undefined ? [] : (['free'] as const);
  const lacking = device.lacks(net, task.facts.shape, ['evaluate', 'population', ...free]);
  if (lacking !== null) throw new UserError(`${run.path}: device ${device.name}: ${lacking}`);
  const noGradient = device.lacks(net, task.facts.shape, ['gradient', ...free]);
  if (noGradient !== null) notes.push(`no ‖g‖: device ${device.name}: ${noGradient}`);
  const isSameSize = hiddenOf(descent.net) === hiddenOf(anchors.other.net);
  const subject: PlaneSubject = {
    ...{ plane, net, measurer },
    frozen: isSameSize ? problem.frozen : undefined,
    norms: noGradient === null,
  };
  const grid = gridOn(plane, options.grid);
  const replayed = replayPlan(anchors, problem, options, notes);
  const macs =
    lengths.reduce(
      (sum, { batch }) => sum + (options.grid ** 2 + 3 * EDGE_POINTS) * pointMacs(net, batch),
      0,
    ) + replayed.macs;
  requireAffordable(`${run.path}: the plane`, macs, 'grid, sequences, lengths or replay');

  const total = lengths.reduce((sum, { batch }) => sum + partsOfGrid(net, batch, grid), 0);
  const replays = replayed.thresholds.length;
  const whole = total + lengths.length + replays * REPLAY_PARTS;
  let done = 0;
  const progress = (more: number, doing: string): void => {
    done += more;
    work.progress(done, whole, doing);
  };
  // Nets of a run that goes on are others at the next look.
  const key = `plane/${descent.spec.id}@${descent.foundAt},${descent.updates}/${anchors.other.spec.id}@${anchors.other.foundAt}`;
  const surfaces: KeptValues[] = [];
  const edges: KeptValues[][] = [];
  for (const { name, batch } of lengths) {
    const doing = `plane, T=${name}`;
    progress(0, doing);
    const keyOfLength = `${key}/T=${name}`;
    surfaces.push(await valuesOnGrid(subject, batch, grid, keyOfLength, work, () => progress(1, doing)));
    edges.push(
      await work.kept(`${keyOfLength}/edges`, () =>
        Promise.all(edgesOf(plane).map(([from, to]) => valuesAt(subject, batch, alongLine(from, to)))),
      ),
    );
    progress(1, doing);
  }
  const own = lengths.find(({ isOwn }) => isOwn)!.batch;
  const paths: PlanePath[] = [];
  for (const threshold of replayed.thresholds) {
    const doing = threshold === 0 ? 'descent without clipping' : `descent clipped to ${threshold}`;
    let shown = 0;
    const upTo = (part: number): void => {
      if (part !== shown) progress(part - shown, doing);
      shown = part;
    };
    const { points, exploded } = await replay<StepSeen>(
      {
        ...{ problem, spec: descent.spec, threshold, updates: replayed.updates, every: replayed.every },
        key: `${key}/threshold=${threshold}`,
        see: async (parameters) => {
          const { loss } = await device.evaluate(descent.net, parameters, own);
          const place = project(plane, embedded(descent.net, parameters, net));
          return { ...place, error: Number.isFinite(loss) ? loss : null };
        },
        onProgress: (update) => upTo(Math.floor((REPLAY_PARTS * update) / replayed.updates)),
      },
      work,
    );
    upTo(REPLAY_PARTS);
    paths.push({ threshold, isOwn: threshold === replayed.own, points, exploded });
  }
  const corners = await cornersOf(anchors, start, subject, own);
  return {
    ...{ anchors, plane, grid, corners, lengths, surfaces, edges, paths, notes, macs },
    populations: populationsOf(anchors, plane, measurer, notes),
  };
}

/** Parts of a replay in the progress. */
const REPLAY_PARTS = 10;

type At = { readonly x: number; readonly y: number };

const edgesOf = ({ second, third }: Plane): readonly (readonly [At, At])[] => {
  const origin = { x: 0, y: 0 };
  return [
    [origin, second],
    [origin, third],
    [second, third],
  ];
};

const alongLine = (from: At, to: At): At[] =>
  spaced(0, 1, EDGE_POINTS).map((share) => ({
    x: from.x + share * (to.x - from.x),
    y: from.y + share * (to.y - from.y),
  }));

interface ReplayPlan {
  readonly thresholds: readonly number[];
  /** The trial's own threshold. */
  readonly own: number;
  readonly updates: number;
  readonly every: number;
  readonly macs: number;
}

/** Updates that are made again, without clipping and with it; none where there is no way to make them again. */
function replayPlan(
  { descent, task }: Anchors,
  problem: Problem,
  options: PlaneOptions,
  notes: string[],
): ReplayPlan {
  const { settings, name } = descent.spec.contestant;
  const none: ReplayPlan = { thresholds: [], own: 0, updates: 0, every: 1, macs: 0 };
  const updates = Math.min(options.replay, descent.updates);
  if (updates === 0) return none;
  if (!descends(descent.spec.contestant) || typeof settings.threshold !== 'number') {
    notes.push(`steps of ${name} are not made again: it is no descent with a threshold`);
    return none;
  }
  if (task.module !== undefined) {
    notes.push(`steps of ${name} are not made again: its task comes from a file`);
    return none;
  }
  if (settings.schedule === 'halving')
    notes.push(`the steps made again keep their learning rate, which ${name} halved by its validations`);
  const own = settings.threshold;
  const thresholds = [0, own === 0 ? options.threshold : own];
  const batch = problem.trainingBatch(0, Number(settings.batch));
  const each = problem.gradientMacs(batch, { omega: Number(settings.alpha) > 0 });
  const every = Math.max(1, Math.ceil(updates / PATH_POINTS));
  return { thresholds, own, updates, every, macs: thresholds.length * updates * each };
}

async function cornersOf(
  { descent, other, end, best, endIs }: Anchors,
  start: Float32Array,
  { plane, net, frozen, norms, measurer }: PlaneSubject,
  batch: LengthBatch['batch'],
): Promise<Corner[]> {
  const [one, two] = [descent.spec.contestant.name, other.spec.contestant.name];
  const points = [
    { name: `start of ${one}`, parameters: start, at: { x: 0, y: 0 }, testError: null },
    {
      name: `end of ${one}`,
      parameters: end,
      at: plane.second,
      testError: endIs === 'champion' ? descent.testError : null,
    },
    { name: `best of ${two}`, parameters: best, at: plane.third, testError: other.testError },
  ];
  const corners: Corner[] = [];
  for (const { name, parameters, at, testError } of points) {
    const { losses } = await measurer.device.evaluate(net, parameters, batch);
    const measured = await measurer.measure({ net, batch, points: parameters, norms, frozen });
    corners.push({
      ...{ name, testError, error: measured.losses[0]! },
      place: at,
      margin: marginOf(losses),
      norm: measured.norms?.[0] ?? null,
    });
  }
  return corners;
}

/** Normal quantile of a 95 % interval. */
const Z = 1.959963984540054;

/** Half of the interval of the mean. */
function marginOf(losses: ArrayLike<number>): number {
  const count = losses.length;
  let sum = 0;
  for (let index = 0; index < count; index++) sum += losses[index]!;
  const mean = sum / count;
  let squares = 0;
  for (let index = 0; index < count; index++) squares += (losses[index]! - mean) ** 2;
  return count < 2 ? Number.POSITIVE_INFINITY : Z * Math.sqrt(squares / (count - 1) / count);
}

/** Populations of GENITOR, projected. */
function populationsOf(
  { other, net }: Anchors,
  plane: Plane,
  { device }: PointMeasurer,
  notes: string[],
): PlanePopulation[] {
  const { contestant } = other.spec;
  if (!isGenitor(contestant)) {
    notes.push(`no population: only that of genitor is drawn, and ${contestant.name} is none`);
    return [];
  }
  const problem = problemOf(other, device);
  const settings = contestant.settings as GenitorSettings;
  const projected = (genomes: readonly Float32Array[]): Projection[] =>
    genomes.map((genome) => project(plane, embedded(other.net, genome, net)));
  const first = {
    name: `first population of ${contestant.name}`,
    points: projected(firstPopulation(problem, settings)),
  };
  if (other.snapshot === null) {
    notes.push(`the run keeps no checkpoint of ${contestant.name}, so its last population is not drawn`);
    return [first];
  }
  const last = populationIn(other.snapshot, problem, settings);
  return [first, { name: `last population of ${contestant.name}`, points: projected(last) }];
}
