/** Analysis of one champion: the replay of its trial, its line, and the effects of the births on it. */
import { UserError } from '../../errors.ts';
import { quantity } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import type { LabWork } from '../view.ts';
import {
  type Ancestor,
  type Depth,
  depthOf,
  founderShares,
  type Line,
  layoutFor,
  lineBytes,
  mainLine,
  pedigreeOf,
  traceLine,
} from './ancestors.ts';
import { geneBlocks, weightName } from './blocks.ts';
import {
  type ChangeKind,
  type Comparing,
  changeAt,
  changesOf,
  decoded,
  type Effect,
  effectsOf,
  ranked,
  triesAll,
} from './effects.ts';
import { GROUPS, lossesOf, meanOf } from './paired.ts';
import { type Change, Rederivation } from './rederive.ts';
import {
  type Agreement,
  agreementOf,
  type OpenTrial,
  partsOf,
  type Replayed,
  replayTrial,
} from './replay.ts';
import { type Tree, treeOf } from './tree.ts';
import { controlsFor, type WholeReplay, wholeReplays } from './whole-replays.ts';

export interface AnalysisOptions {
  readonly sequences: number;
  /** Most births that are changed, of each kind. */
  readonly births: number;
  /** Mutations with which the whole search is replayed. */
  readonly replays: number;
  /** Most founders in the tree. */
  readonly founders: number;
}

/** Weight of the champion that is another one without a mutation. */
export interface WeightChange {
  readonly name: string;
  /** Values before and after the mutation, at that birth. */
  readonly before: number;
  readonly after: number;
  /** Values in the champion, without the mutation and with it. */
  readonly without: number;
  readonly with: number;
}

/** Effects of the changes of one kind. */
export interface Kind {
  readonly effects: readonly Effect[];
  /** Number of births that were not changed, being too many. */
  readonly left: number;
}

/** Effect of leaving out all mutations of the line in one block. */
export interface BlockEffect extends Effect {
  readonly block: string;
  /** Mutated genes of the block that reached the champion. */
  readonly genes: number;
}

export interface Analysis {
  readonly trial: OpenTrial;
  readonly replayed: Replayed;
  readonly agreement: Agreement;
  readonly line: Line;
  readonly main: readonly Ancestor[];
  readonly depth: Depth;
  readonly founders: readonly { readonly number: number; readonly share: number }[];
  /** Number of members of the line that are births. */
  readonly onLine: number;
  /** Mean loss on the same fresh sequences, by row: the line and the champion. */
  readonly losses: ReadonlyMap<number, number>;
  readonly champion: number;
  readonly kinds: Readonly<Record<ChangeKind, Kind>>;
  readonly blocks: readonly BlockEffect[];
  /** Mutations that mattered most × blocks: effect of leaving out that block's part; null where there is none. */
  readonly parts: readonly (readonly (Effect | null)[])[];
  readonly blockNames: readonly string[];
  readonly weights: ReadonlyMap<number, readonly WeightChange[]>;
  readonly tree: Tree;
  readonly whole: readonly WholeReplay[];
  readonly all: boolean;
}

/** Mutations that are shown one by one. */
export const SHOWN = 15;
/** Bytes of a pedigree's genes beyond which it is refused. */
const MOST_BYTES = 2e9;
/** Share of the progress that the comparisons take, in parts of a replay. */
const COMPARING = 4;

/** Units of progress of one champion. */
export const unitsOf = (trial: OpenTrial, { replays }: AnalysisOptions): number =>
  partsOf(trial.stored) * (1 + 2 * replays) + COMPARING;

export async function analyse(
  trial: OpenTrial,
  options: AnalysisOptions,
  work: LabWork,
  tell: (units: number, doing: string) => void,
): Promise<Analysis> {
  const { id } = trial.stored.spec;
  const parts = partsOf(trial.stored);
  const replayed = await replayTrial(trial, work, (part) =>
    tell(part, `${id}: replaying, part ${part} of ${parts}`),
  );
  tell(parts, `${id}: tracing its line`);
  requireRoom(trial, replayed);
  const { problem, settings } = trial;
  const line = traceLine(problem, settings, replayed.births, replayed.best);
  const champion = line.ancestors.length - 1;
  const shown = line.ancestors.filter(({ row }) => line.carries[row]! > 0);
  const losses = await lineLosses(trial, line, shown, options.sequences, work);
  const base = losses.get(champion)!;
  const comparing: Comparing = {
    trial,
    line,
    work,
    sequences: options.sequences,
    key: `changes/${id}`,
    base,
  };
  const all = triesAll(trial);
  const kinds = {} as Record<ChangeKind, Kind>;
  for (const kind of KINDS) {
    const rows = changesOf(kind, line, all);
    // The youngest: they are nearest to the champion.
    const some = rows.slice(-options.births);
    const effects = await effectsOf(
      comparing,
      some.map((row) => changeAt(kind, row)),
      {
        ...{ name: kind, together: some.length },
        tell: (done) => tell(parts + 1, `${id}: ${kind} ${done} of ${some.length} changed`),
      },
    );
    kinds[kind] = { effects, left: rows.length - some.length };
  }
  const top = ranked(kinds.mutation.effects).slice(0, SHOWN);
  tell(parts + 2, `${id}: its blocks`);
  const byBlock = await blockEffects(comparing, top);
  const wholeOf = ranked(kinds.mutation.effects)
    .filter(({ isNeutral }) => !isNeutral)
    .slice(0, options.replays)
    .map(({ row }) => line.ancestors[row]!.number);
  const whole = await wholeReplays({
    ...{ trial, replayed, work, sequences: options.sequences, base },
    births: [
      ...wholeOf.map((number) => ({ number, isControl: false })),
      ...controlsFor(trial, wholeOf, replayed.births, line).map((number) => ({ number, isControl: true })),
    ],
    tell: (index, part) =>
      tell(
        parts + COMPARING + index * parts + part,
        `${id}: replay ${index + 1} with a change, part ${part} of ${parts}`,
      ),
  });
  const means = new Map([...losses].map(([row, one]) => [row, meanOf(one)]));
  return {
    ...{ trial, replayed, line, champion, kinds, whole, all, ...byBlock },
    agreement: agreementOf(replayed, trial.stored.champion),
    main: mainLine(line),
    depth: depthOf(line),
    founders: founderShares(line),
    onLine: shown.filter(({ born }) => born !== null).length,
    losses: means,
    weights: new Map(top.map(({ row }) => [row, weightChanges(trial, line, row)])),
    tree: treeOf({
      ...{ line, founders: options.founders },
      notes: new Map(
        top
          .filter(({ isNeutral }) => !isNeutral)
          .slice(0, 8)
          .map((one, place) => [one.row, noteOf(one, place)]),
      ),
      loss: (row) => means.get(row)!.toPrecision(3),
    }),
  };
}

const KINDS: readonly ChangeKind[] = ['mutation', 'crossing', 'parents'];

const noteOf = ({ value }: Effect, place: number): string =>
  value === null
    ? `no. ${place + 1}: fails without it`
    : `no. ${place + 1}: ${value < 0 ? '' : '+'}${value.toPrecision(2)} without it`;

function requireRoom({ problem, settings, stored: { spec } }: OpenTrial, { births, best }: Replayed): void {
  const ancestors = pedigreeOf(births, best).length;
  const bytes = lineBytes(ancestors, layoutFor(problem, settings));
  if (bytes <= MOST_BYTES) return;
  throw new UserError(
    `lineage: ${spec.id}: its champion has ${counted(ancestors, 'ancestor')}, whose genes take ${quantity(bytes, 'B')}; at most ${quantity(MOST_BYTES, 'B')} can be held`,
  );
}

/** Losses `[GROUPS]` of the members of a line, by row. */
async function lineLosses(
  trial: OpenTrial,
  line: Line,
  members: readonly Ancestor[],
  sequences: number,
  work: LabWork,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const found = new Map<number, readonly number[]>();
  for (let from = 0; from < members.length; from += MEMBERS) {
    const some = members.slice(from, from + MEMBERS);
    const losses = await work.kept(`line/${trial.stored.spec.id}/${from}`, async () => {
      const genomes = some.map(({ row }) => decoded({ trial, line }, line.genes, row * line.layout.genes));
      return [...(await lossesOf(trial.problem, genomes, sequences))].map((loss) =>
        Number.isFinite(loss) ? loss : null,
      );
    });
    for (const [index, { row }] of some.entries()) {
      const own = losses.slice(index * GROUPS, (index + 1) * GROUPS);
      found.set(
        row,
        own.map((loss) => loss ?? Number.NaN),
      );
    }
  }
  return found;
}

/** Members that are evaluated in one part of the work. */
const MEMBERS = 128;

/** Effects by block: of leaving out a mutation's part in it, and all mutations in it. */
async function blockEffects(
  comparing: Comparing,
  top: readonly Effect[],
): Promise<Pick<Analysis, 'blocks' | 'parts' | 'blockNames'>> {
  const { line, trial } = comparing;
  const { layout, carried, mutated } = line;
  const { blocks, blockOf } = geneBlocks(trial, line);
  const counts = blocks.map(() => 0);
  for (let gene = 0; gene < mutated.length; gene++) {
    if ((mutated[gene]! & carried[gene]!) === 1) counts[blockOf[gene % layout.genes]!]!++;
  }
  const every = blocks.map(
    (_, index): Change => ({ from: 0, unmutates: (_row, gene) => blockOf[gene] === index }),
  );
  const wholes = await effectsOf(comparing, every, {
    name: 'blocks',
    together: blocks.length,
    tell: () => {},
  });
  const partly: { readonly place: number; readonly block: number; readonly change: Change }[] = [];
  for (const [place, { row }] of top.entries()) {
    for (const block of blocks.keys()) {
      const isIn = (gene: number): boolean =>
        mutated[row * layout.genes + gene] === 1 && blockOf[gene] === block;
      if (!Array.from({ length: layout.genes }, (_, gene) => gene).some(isIn)) continue;
      const unmutates = (at: number, gene: number): boolean => at === row && blockOf[gene] === block;
      partly.push({ place, block, change: { from: row, unmutates } });
    }
  }
  const found = await effectsOf(
    comparing,
    partly.map(({ change }) => change),
    { name: 'parts', together: Math.max(1, partly.length), tell: () => {} },
  );
  const parts = top.map(() => blocks.map((): Effect | null => null));
  for (const [index, { place, block }] of partly.entries()) parts[place]![block] = found[index]!;
  return {
    blocks: wholes.map((effect, index) => ({ ...effect, block: blocks[index]!.name, genes: counts[index]! })),
    parts,
    blockNames: blocks.map(({ name }) => name),
  };
}

/** Weights of the champion that are others without the mutation of a birth. */
function weightChanges(trial: OpenTrial, line: Line, row: number): WeightChange[] {
  const { layout, ancestors, rows, genes, fromSecond } = line;
  const at = row * layout.genes;
  const without = new Rederivation(line, trial.problem, trial.settings).champion(changeAt('mutation', row));
  if (without === null) return [];
  const { born } = ancestors[row]!;
  const [first, second] = [rows.get(born!.first)! * layout.genes, rows.get(born!.second)! * layout.genes];
  const bare = layout.allocate(1);
  for (let gene = 0; gene < layout.genes; gene++)
    bare[gene] = genes[(fromSecond[at + gene] === 1 ? second : first) + gene]!;
  const own = (offset: number): Float32Array => decoded({ trial, line }, genes, offset);
  const [before, after] = [decoded({ trial, line }, bare), own(at)];
  const [changed, end] = [decoded({ trial, line }, without), own((ancestors.length - 1) * layout.genes)];
  return [...end.entries()]
    .filter(([index, value]) => value !== changed[index])
    .map(([index, value]) => ({
      name: weightName(trial.problem.net.blocks, index),
      ...{ before: before[index]!, after: after[index]!, without: changed[index]!, with: value },
    }));
}
