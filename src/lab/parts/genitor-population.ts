/** Populations of GENITOR: those that trials begin with, and those that the checkpoints of a run keep. */
import type { Genes, GenomeLayout } from '../../../genomes/genome.ts';
import { findEncoding } from '../../../genomes/index.ts';
import { UserError } from '../../errors.ts';
import type { GenitorSettings } from '../../learners/genetic/genitor-settings.ts';
import { layoutOf } from '../../learners/genetic/learnt-layout.ts';
import type { Problem, Snapshot } from '../../learners/learner.ts';
import { learntBlocks, zeroBlocks } from '../../nets/frozen.ts';
import type { Net } from '../../nets/net.ts';
import { netOf } from '../../nets/net-of.ts';
import type { RunFile } from '../../store/run-file.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import { unwrapSnapshot } from '../../tournament/trial/trial-state.ts';

export interface KeptPopulation {
  readonly net: Net;
  readonly settings: GenitorSettings;
  readonly layout: GenomeLayout;
  /** Genes by rank, the best first, `[size][genes]`. */
  readonly genes: Genes;
  /** Losses by rank on the search's own last batch; Infinity where the evaluation failed. */
  readonly losses: Float64Array;
  readonly size: number;
  /** MACs that the search had spent. */
  readonly macs: number;
}

/** True for a trial whose learner is GENITOR on a net that it does not only read out. */
export const isOfGenitor = ({ contestant }: Pick<TrialSpec, 'contestant'>): boolean =>
  contestant.learner === 'genitor' && contestant.architecture !== 'reservoir';

/**
 * Population at the last checkpoint of a trial of GENITOR; null where none is kept, as after a success that ended it.
 * @throws UserError where it does not fit the contestant's net
 */
export function keptPopulation(
  run: Pick<RunFile, 'checkpoint' | 'path'>,
  { id, contestant, task }: TrialSpec,
): KeptPopulation | null {
  const checkpoint = run.checkpoint(id);
  const built = netOf(contestant, task.facts.shape);
  if (checkpoint === null || built === null) return null;
  const { net, architecture } = built;
  const settings = contestant.settings as GenitorSettings;
  const still = architecture.zeroBlocks?.(contestant.netOptions) ?? [];
  const layout = layOut(
    still.length === 0 ? { net } : { net, frozen: zeroBlocks(net, still), learnt: learntBlocks(net, still) },
    settings,
  );
  const { genes, losses, slots } = unwrapSnapshot(checkpoint.snapshot).search.arrays;
  const size = slots?.length ?? 0;
  if (genes?.length !== size * layout.genes || losses?.length !== size)
    throw new UserError(`${run.path}: the population of trial ${id} does not fit its net`);
  const ranked = layout.allocate(size);
  for (const [rank, slot] of (slots as Int32Array).entries())
    ranked.set(
      (genes as Genes).subarray(slot * layout.genes, (slot + 1) * layout.genes),
      rank * layout.genes,
    );
  return {
    ...{ net, settings, layout, genes: ranked, losses: Float64Array.from(losses), size },
    macs: checkpoint.cost.macs,
  };
}

/** Layout of the genomes of a trial with these settings. */
function layOut(problem: Parameters<typeof layoutOf>[0], settings: GenitorSettings): GenomeLayout {
  const encoding = findEncoding(settings.encoding);
  return layoutOf(problem, (parameters) => encoding.layOut(parameters, encoding.options.parse(settings)));
}

/** Parameters of all members, `[size][parameters]`, in memory that devices can share. */
export function parametersOf({
  layout,
  genes,
  size,
}: Pick<KeptPopulation, 'layout' | 'genes' | 'size'>): Float32Array {
  const { parameters } = layout;
  const all = new Float32Array(new SharedArrayBuffer(4 * size * parameters));
  for (let member = 0; member < size; member++)
    layout.decode(genes, member * layout.genes, all, member * parameters);
  return all;
}

/** First population, slot by slot, as the trial drew it: the genes nearest to freshly drawn parameters. */
export function firstPopulation(problem: Problem, settings: GenitorSettings): Float32Array[] {
  const layout = layOut(problem, settings);
  const { population } = settings;
  const genes = layout.allocate(1);
  return Array.from({ length: population }, (_, slot) => {
    layout.encode(problem.initialise(problem.random('initial', slot)), genes, 0);
    const parameters = new Float32Array(layout.parameters);
    layout.decode(genes, 0, parameters, 0);
    return parameters;
  });
}

/** Population of a checkpoint by rising loss. @param snapshot that of the search, without its trial's */
export function populationIn(
  { arrays }: Snapshot,
  problem: Problem,
  settings: GenitorSettings,
): Float32Array[] {
  const layout = layOut(problem, settings);
  const genes = layout.allocate(arrays.slots!.length);
  genes.set(arrays.genes!);
  return Array.from(arrays.slots!, (slot) => {
    const parameters = new Float32Array(layout.parameters);
    layout.decode(genes, slot * layout.genes, parameters, 0);
    return parameters;
  });
}
