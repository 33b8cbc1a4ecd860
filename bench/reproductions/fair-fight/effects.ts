/**
 * Effects of a factorial experiment on relative effects: E. Brunner and M. L. Puri, Nonparametric methods in factorial
 * designs, Statistical Papers 42 (2001) 1-52, with every cell weighted alike (pseudo-ranks), so that missing trials
 * change no cell's weight.
 *
 * The relative effect of a cell is the probability that a trial of it goes better than a trial of a cell drawn at
 * random, ties counted half. Only the order of trials counts; those that did not solve the task within their budget
 * are ties, since their cost is only known to be above it.
 *
 * Intervals are expanded percentile intervals of a bootstrap that draws trials anew within cells. Where all trials of a
 * cell are alike, as where none was solved, that cell adds no width.
 */
import type { Random } from '../../../src/random/random.ts';
import { type Estimate, expandedTail, sampleQuantile } from '../../../src/statistics/bootstrap.ts';

/** Trials of one combination of levels. */
export interface Cell {
  /** Level of each factor, by the factor's name. */
  readonly levels: Readonly<Record<string, string>>;
  /** MACs to solve of each finished trial; infinite where it was not solved. */
  readonly costs: readonly number[];
}

export interface MainEffect {
  readonly factor: string;
  readonly level: string;
  /** Mean relative effect of the level's cells, minus .5. */
  readonly effect: Estimate;
  readonly solved: number;
  readonly trials: number;
}

/** Interaction of two levels: their cells' mean relative effect less what the two main effects explain. */
export interface Interaction {
  readonly factors: readonly [string, string];
  readonly levels: readonly [string, string];
  readonly effect: Estimate;
  readonly solved: number;
  readonly trials: number;
}

export interface Effects {
  readonly main: readonly MainEffect[];
  readonly interactions: readonly Interaction[];
}

export interface EffectOptions {
  readonly random: Random;
  readonly resamples?: number;
}

/**
 * Main effects of all levels, and interactions of all pairs of levels of two factors.
 * @param cells full factorial: all combinations of levels, each with at least one trial
 * @throws RangeError where a combination is missing or has no trial
 */
export function factorialEffects(
  cells: readonly Cell[],
  { random, resamples = 2000 }: EffectOptions,
): Effects {
  requireFull(cells);
  const contrasts = [...mainContrasts(cells), ...interactionContrasts(cells)];
  const observed = relativeEffects(cells.map(({ costs }) => costs));
  const drawn = contrasts.map(() => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample++) {
    const again = cells.map(({ costs }) => costs.map(() => costs[random.integer(costs.length)]!));
    const effects = relativeEffects(again);
    for (const [index, { weights }] of contrasts.entries()) drawn[index]![resample] = dot(weights, effects);
  }
  const sizes = cells.map(({ costs }) => costs.length).filter((size) => size > 1);
  const tail = expandedTail(Math.min(...sizes));
  const estimates = contrasts.map(({ weights }, index): Estimate => {
    const sorted = drawn[index]!.sort();
    return {
      value: dot(weights, observed),
      low: sampleQuantile(sorted, tail),
      high: sampleQuantile(sorted, 1 - tail),
    };
  });
  const described = contrasts.map(({ names, levels, members }, index) => {
    const costs = members.flatMap((member) => cells[member]!.costs);
    const solved = costs.filter((cost) => cost < Number.POSITIVE_INFINITY).length;
    return { names, levels, effect: estimates[index]!, solved, trials: costs.length };
  });
  return {
    main: described.flatMap(({ names, levels, ...rest }) =>
      names.length === 1 ? [{ factor: names[0]!, level: levels[0]!, ...rest }] : [],
    ),
    interactions: described.flatMap(({ names, levels, ...rest }) =>
      names.length === 2
        ? [{ factors: [names[0]!, names[1]!] as const, levels: [levels[0]!, levels[1]!] as const, ...rest }]
        : [],
    ),
  };
}

/** Relative effect of each cell: the probability that its trial goes better than one of a random cell. */
export function relativeEffects(costs: readonly (readonly number[])[]): number[] {
  // Share of trials of a random cell below, and at, each cost: sums over cells of 1 / (cells × trials of the cell).
  const weights = new Map<number, number>();
  for (const cell of costs) {
    for (const cost of cell) weights.set(cost, (weights.get(cost) ?? 0) + 1 / (costs.length * cell.length));
  }
  const better = new Map<number, number>();
  let below = 0;
  for (const [cost, weight] of [...weights].sort(([a], [b]) => (a < b ? -1 : 1))) {
    better.set(cost, 1 - below - weight / 2);
    below += weight;
  }
  return costs.map((cell) => cell.reduce((sum, cost) => sum + better.get(cost)!, 0) / cell.length);
}

interface Contrast {
  readonly names: readonly string[];
  readonly levels: readonly string[];
  /** Cells with these levels. */
  readonly members: readonly number[];
  readonly weights: Float64Array;
}

function mainContrasts(cells: readonly Cell[]): Contrast[] {
  return [...factorsOf(cells)].flatMap(([factor, levels]) =>
    levels.map((level) => {
      const members = membersOf(cells, { [factor]: level });
      return { names: [factor], levels: [level], members, weights: meanMinusAll(cells.length, members) };
    }),
  );
}

function interactionContrasts(cells: readonly Cell[]): Contrast[] {
  const factors = [...factorsOf(cells)];
  return factors.flatMap(([first, firstLevels], index) =>
    factors.slice(index + 1).flatMap(([second, secondLevels]) =>
      firstLevels.flatMap((one) =>
        secondLevels.map((two) => {
          const members = membersOf(cells, { [first]: one, [second]: two });
          const joint = meanMinusAll(cells.length, members);
          const alone = [{ [first]: one }, { [second]: two }].map((levels) =>
            meanMinusAll(cells.length, membersOf(cells, levels)),
          );
          const weights = joint.map((weight, cell) => weight - alone[0]![cell]! - alone[1]![cell]!);
          return { names: [first, second], levels: [one, two], members, weights };
        }),
      ),
    ),
  );
}

/** Weights of the mean over those cells less the mean over all. */
function meanMinusAll(cells: number, members: readonly number[]): Float64Array {
  const weights = new Float64Array(cells).fill(-1 / cells);
  for (const member of members) weights[member]! += 1 / members.length;
  return weights;
}

function membersOf(cells: readonly Cell[], wanted: Readonly<Record<string, string>>): number[] {
  return cells.flatMap(({ levels }, index) =>
    Object.entries(wanted).every(([factor, level]) => levels[factor] === level) ? [index] : [],
  );
}

/** Levels of each factor, in the order of the cells. */
function factorsOf(cells: readonly Cell[]): Map<string, string[]> {
  const factors = new Map<string, string[]>();
  for (const { levels } of cells) {
    for (const [factor, level] of Object.entries(levels)) {
      const known = factors.get(factor) ?? [];
      if (!known.includes(level)) known.push(level);
      factors.set(factor, known);
    }
  }
  return factors;
}

function requireFull(cells: readonly Cell[]): void {
  const combinations = [...factorsOf(cells).values()].reduce((product, { length }) => product * length, 1);
  const known = new Set(cells.map(({ levels }) => JSON.stringify(Object.entries(levels).sort())));
  if (known.size !== combinations || cells.length !== combinations)
    throw new RangeError(`${cells.length} cells of a factorial of ${combinations}`);
  const empty = cells.find(({ costs }) => costs.length === 0);
  if (empty !== undefined)
    throw new RangeError(`no finished trial of ${Object.values(empty.levels).join(' ')}`);
}

function dot(weights: Float64Array, values: readonly number[]): number {
  return values.reduce((sum, value, index) => sum + weights[index]! * value, 0);
}
