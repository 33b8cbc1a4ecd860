/**
 * Workspace: the memory of one net on one resident batch for one kind of call, and the records (Plan, Tile) with all
 * addresses for the kernels.
 */

import type { LossKind } from '../batch.ts';
import type { Arena } from './arena.ts';
import { type PlanField, planLayout, setFields, type TileField, tileLayout } from './layout.ts';
import type { KernelNet } from './nets.ts';
import type { ResidentBatch } from './resident.ts';
import {
  isUnitOuter,
  outerGroup,
  outerRows,
  outerStretch,
  singleLanes,
  singleRows,
  tileShapes,
  unitChunk,
  unitChunks,
  unitLarge,
  unitPanel,
  unitRows,
  unitShapes,
  unitVisit,
} from './tile-shapes.ts';

/** Needs of a call beside the weights and two states. */
export interface Needs {
  /** True for outputs at every answer step. */
  readonly outputs: boolean;
  /** Memory for the gradient; with `omega` the error signals v are kept as well. */
  readonly gradient: null | {
    readonly omega: boolean;
    /** Most bytes for which the states and signals of all tiles are kept side by side. */
    readonly keptBytes: number;
    /** True where the states of all tiles are kept, and the rest of a tile's memory serves one after the other. */
    readonly states?: boolean;
  };
  /** Number of genomes laid out at once. */
  readonly genomes: number;
  /** True for states that the sequences begin at, and those at their ends. */
  readonly carry?: boolean;
  /** True for adjoint states of a gradient. */
  readonly adjoint?: boolean;
}

export interface Workspace {
  readonly plan: number;
  readonly tiles: readonly number[];
  /** Addresses of the parameters, `[genomes][parameters]`, and of the losses, `[genomes]` f64. */
  readonly parameters: number;
  readonly results: number;
  /** Address of the losses, `[tiles][L]`. */
  readonly losses: number;
  /** Addresses of the outputs of each tile, `[answers][O][L]`. */
  readonly outputs: readonly number[];
  /** Place of the states of each tile; null without `carry`. */
  readonly carry: CarryRoom | null;
  /** Place of the adjoint states of each tile; null without `adjoint`. */
  readonly adjoint: CarryRoom | null;
  /** Memory of the gradient, present with `gradient`. */
  readonly gradient: GradientRoom | null;
}

/** States of each tile, in blocks of H rows; every block has whole blocks of the kernels to itself. */
export interface CarryRoom {
  /** Addresses, `[blocks][blockRows][L]` each. */
  readonly addresses: readonly number[];
  readonly blocks: number;
  readonly blockRows: number;
}

export interface GradientRoom {
  /** Addresses of the gradient, `[parameters]`, and, of an Elman net, of Ω's derivative, `[H×H]`. */
  readonly gradient: number;
  readonly omegaGradient: number;
  /** Begin and end of the sums over tiles: cleared before each gradient. */
  readonly totals: number;
  readonly totalsEnd: number;
  readonly recurrentTotals: number;
  readonly omegaTotals: number;
  readonly omegaSums: number;
  readonly omegaCounts: number;
  readonly squaredStateNorms: number;
  /** True where every tile's states and signals have memory of their own: they are still there after the last tile. */
  readonly allKept: boolean;
}

const losses: Readonly<Record<LossKind, number>> = { softmax: 0, squared: 1, bernoulli: 2 };

type Fields<Field extends string> = Partial<Readonly<Record<Field, number>>>;

function roundUp(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}

/** Number of lanes that wastes least on that many sequences and rows of the product: 8, 16 or 24. */
export function chooseWidth(sequences: number, sums: number): number {
  const costs = tileShapes.map(
    ({ lanes, counted, cost }) => cost * roundUp(sequences, lanes) * roundUp(sums, counted),
  );
  return tileShapes[costs.indexOf(Math.min(...costs))]!.lanes;
}

/**
 * Width for the products: that of the tiles, or where the batch has fewer sequences than one tile a number of lanes that
 * units have instead; 1 where it has one sequence, which all lanes have.
 */
export function productWidthOf(
  { width, batch: { sequences } }: ResidentBatch,
  { hidden }: KernelNet,
): number {
  if (sequences === 1 && width === singleLanes) return 1;
  const shape = unitShapes.find(({ lanes }) => lanes >= sequences && roundUp(lanes, 8) === width);
  return shape !== undefined && hidden >= shape.hidden ? shape.lanes : width;
}

/** Rows of a block of the matrix product of that width. */
function blockRows(width: number): number {
  if (width === 1) return singleRows;
  if (unitShapes.some(({ lanes }) => lanes === width)) return unitRows;
  return tileShapes.find(({ lanes }) => lanes === width)!.rows;
}

/** Number of rows padded to whole blocks of every kernel: of both products, and of 4 in outer-units.ts and symbols.ts. */
export function paddedRows(rows: number, width: number): number {
  return Math.max(roundUp(rows, blockRows(width)), roundUp(rows, outerRows), roundUp(rows, 4));
}

/** Bytes of a matrix packed for `product`, its bias as one more column. */
export function packedBytes(rows: number, columns: number, width: number): number {
  return 4 * roundUp(rows, blockRows(width)) * (columns + 1);
}

/** Bytes of the totals of a weight product, in whole blocks: eight lanes a sum, or up to eight sums in units. */
function totalBytes(rowsA: number, rowsB: number, lanes: number, width: number): number {
  if (!isUnitOuter(rowsA, rowsB, lanes, width))
    return 32 * roundUp(rowsA, outerRows) * roundUp(rowsB, outerRows);
  return 4 * Math.min(8, lanes) * roundUp(rowsA, unitChunk) * roundUp(rowsB, unitPanel);
}

/**
 * Bytes for copies of the outer products' factors of at most so many rows, in either form, and for sums of eight lanes
 * of the first one's rows.
 */
function copiesBytes(rowsA: number, rowsB: number, lanes: number, width: number, steps: number): number {
  const panels = outerGroup + Math.ceil(rowsB / outerRows);
  const ofLanes = panels * outerRows * outerStretch * width;
  const [chunksA, panelsB] = [roundUp(rowsA, unitChunk), roundUp(rowsB, unitPanel)];
  const isLarge = 32 * chunksA * panelsB > unitLarge;
  const copiedA = isLarge ? Math.min(chunksA, unitChunk * unitChunks) : unitChunk;
  const ofUnits = (copiedA + panelsB) * lanes * Math.min(steps, isLarge ? unitVisit : outerStretch);
  return Math.max(4 * ofLanes, 4 * ofUnits, 32 * rowsA);
}

/** Allocates the memory and writes the records. */
export function layOutWorkspace(
  arena: Arena,
  net: KernelNet,
  resident: ResidentBatch,
  needs: Needs,
): Workspace {
  const { hidden, inputs, outputs, sums, inputSums, recurrentFrom, offsets } = net;
  const { width, lookup, tiles, batch } = resident;
  const productWidth = productWidthOf(resident, net);
  const { stateRows, sumRows, keptRows } = rowsOf(net, productWidth);
  const outputRows = paddedRows(outputs, productWidth);
  const inputRows = lookup ? 0 : inputs;
  const plan = arena.take(planLayout.bytes);
  const records = arena.take(tileLayout.bytes * tiles.length);
  const parameters = arena.take(4 * net.parameters * needs.genomes);
  const results = arena.take(8 * needs.genomes);
  const lossesAt = arena.take(4 * width * tiles.length);
  const isInPlace = net.carriedBlocks === 1 && net.keptBlocks === 0 && sums === hidden;
  const forward: Fields<PlanField> = {
    cell: net.cell,
    hidden,
    inputs,
    outputs,
    unit: net.unit,
    loss: losses[batch.loss],
    width,
    productWidth,
    lookup: lookup ? 1 : 0,
    sequences: batch.sequences,
    tiles: records,
    tileCount: tiles.length,
    sums,
    inputSums,
    recurrentFrom,
    carried: stateRows - paddedRows(hidden, productWidth) + hidden,
    stateRows,
    sumRows,
    keptRows,
    outputRows,
    parameterCount: net.parameters,
    inputWeights: 4 * offsets.W_in,
    recurrentWeights: 4 * offsets.W_rec,
    bias: 4 * offsets.b,
    outputWeights: 4 * offsets.W_out,
    outputBias: 4 * offsets.b_out,
    ownWeights: 4 * net.own.offset,
    ownCount: net.own.count,
    losses: lossesAt,
    packedForward: arena.take(packedBytes(inputSums - recurrentFrom, inputRows + hidden, productWidth)),
    packedInput: arena.take(packedBytes(lookup ? 0 : recurrentFrom, inputRows, productWidth)),
    packedRecurrent: arena.take(packedBytes(sums - inputSums, hidden, productWidth)),
    packedOutput: arena.take(packedBytes(outputs, hidden, productWidth)),
    table: arena.take(tableBytes(net, lookup)),
    answer: arena.take(4 * outputRows * width),
    states: arena.take(2 * 4 * stateRows * width),
    sumsScratch: isInPlace ? 0 : arena.take(4 * sumRows * width),
    keptScratch: isInPlace ? 0 : arena.take(4 * keptRows * width),
  };
  const outputsAt = tiles.map((tile) =>
    needs.outputs ? arena.take(4 * tile.answerIndices.length * outputs * width) : 0,
  );
  const carry = needs.carry ? layOutCarry(arena, net, resident) : null;
  const adjoint = needs.adjoint ? layOutCarry(arena, net, resident) : null;
  const backward = needs.gradient && layOutGradient(arena, net, resident, needs.gradient);
  const view = arena.records;
  setFields(view, planLayout, plan, { ...forward, ...backward?.plan });
  const addresses = tiles.map((tile, index) => {
    const address = records + tileLayout.bytes * index;
    setFields(view, tileLayout, address, {
      steps: tile.steps,
      fullSteps: tile.fullSteps,
      inputs: tile.inputs,
      lengths: tile.lengths,
      answers: tile.answers,
      answerCount: tile.answerIndices.length,
      losses: lossesAt + 4 * width * index,
      outputs: outputsAt[index]!,
      carry: carry?.addresses[index] ?? 0,
      adjoint: adjoint?.addresses[index] ?? 0,
      ...backward?.tiles[index],
    });
    return address;
  });
  return {
    plan,
    tiles: addresses,
    parameters,
    results,
    losses: lossesAt,
    outputs: outputsAt,
    carry,
    adjoint,
    gradient: backward?.room ?? null,
  };
}

function layOutCarry(arena: Arena, net: KernelNet, resident: ResidentBatch): CarryRoom {
  const { width, tiles } = resident;
  const { stateRows } = rowsOf(net, productWidthOf(resident, net));
  return {
    addresses: tiles.map(() => arena.take(4 * stateRows * width)),
    blocks: net.carriedBlocks,
    blockRows: stateRows / net.carriedBlocks,
  };
}

/** Lays out the backward pass: the fields of its records, and the addresses of the results. */
function layOutGradient(
  arena: Arena,
  net: KernelNet,
  resident: ResidentBatch,
  { omega, keptBytes, states: keepsStates = false }: NonNullable<Needs['gradient']>,
): { plan: Fields<PlanField>; tiles: readonly Fields<TileField>[]; room: GradientRoom } {
  const { hidden, outputs, sums: sumCount, inputSums } = net;
  const { width, lookup, tiles, batch } = resident;
  const productWidth = productWidthOf(resident, net);
  const recurrentSums = sumCount - net.recurrentFrom;
  const inputRows = lookup ? 0 : net.inputs;
  const lanes = Math.min(width, batch.sequences);
  const { stateRows, sumRows, keptRows } = rowsOf(net, productWidth);
  const stateBytes = 4 * stateRows * width;
  const errorBytes = 4 * paddedRows(outputs, productWidth) * width;
  const room = {
    packedBackward: arena.take(packedBytes(hidden, recurrentSums, productWidth)),
    packedOutputBackward: arena.take(packedBytes(hidden, outputs, productWidth)),
    answerSignal: arena.take(stateBytes),
    outerCopies: arena.take(
      copiesBytes(Math.max(sumCount, outputs), Math.max(hidden, inputRows), lanes, width, batch.steps),
    ),
  };
  const results = {
    gradient: arena.take(4 * net.parameters),
    omegaGradient: arena.take(4 * hidden * hidden),
  };
  const sums = {
    squaredStateNorms: arena.take(8 * batch.steps),
    omegaSums: arena.take(4 * width),
    omegaCounts: arena.take(4 * width),
    recurrentTotals: arena.take(totalBytes(recurrentSums, hidden, lanes, width)),
    inputTotals: arena.take(totalBytes(inputSums, inputRows, lanes, width)),
    outputTotals: arena.take(totalBytes(outputs, hidden, lanes, width)),
    biasTotals: arena.take(32 * sumCount),
    outputBiasTotals: arena.take(32 * outputs),
    ownTotals: arena.take(32 * net.own.count),
    tableGradient: arena.take(tableBytes(net, lookup)),
  };
  const omegaTotals = arena.take(omega ? totalBytes(hidden, hidden, lanes, width) : 0);
  const totalsEnd = arena.mark;

  const sizes = tiles.map(({ steps, answerIndices }) => ({
    states: (steps + 1) * stateBytes,
    kept: 4 * steps * keptRows * width,
    signals: 4 * steps * sumRows * width,
    carried: (omega ? steps + 1 : 2) * stateBytes,
    errors: answerIndices.length * errorBytes,
    factors: omega ? 2 * 4 * steps * width : 0,
  }));
  const bytes = sizes.flatMap((size) => Object.values(size)).reduce((sum, size) => sum + size, 0);
  const allKept = tiles.length === 1 || bytes <= keptBytes;
  const most = (part: keyof (typeof sizes)[number]): number => Math.max(...sizes.map((size) => size[part]));
  const inTurn = keepsStates && {
    signals: arena.take(most('signals')),
    carried: arena.take(most('carried')),
    errors: arena.take(most('errors')),
    factors: arena.take(most('factors')),
  };
  const placed = sizes.map(({ states, kept, signals, carried, errors, factors }) => {
    if (inTurn) return { states: arena.take(states), kept: arena.take(kept), ...inTurn };
    if (!allKept) arena.release(totalsEnd);
    return {
      states: arena.take(states),
      kept: arena.take(kept),
      signals: arena.take(signals),
      carried: arena.take(carried),
      errors: arena.take(errors),
      factors: arena.take(factors),
    };
  });
  return {
    plan: { ...room, ...sums },
    tiles: placed,
    room: { ...results, ...sums, omegaTotals, totals: results.gradient, totalsEnd, allKept },
  };
}

/** Allocated rows of a state, of a step's sums and of its kept values; in a state every block of H has its own. */
export function rowsOf(
  { hidden, sums, inputSums, recurrentFrom, carriedBlocks, keptBlocks }: KernelNet,
  width: number,
) {
  const blockOfUnits = paddedRows(hidden, width);
  // Products for parts of the sums begin anywhere, and each writes up to a whole block of rows.
  const isOneProduct = recurrentFrom === 0 && inputSums === sums;
  return {
    stateRows: carriedBlocks * blockOfUnits,
    sumRows: paddedRows(sums, width) + (isOneProduct ? 0 : blockRows(width)),
    keptRows: keptBlocks * blockOfUnits,
  };
}

/** Bytes of the look-up table, its rows to whole groups of four. */
export function tableBytes({ inputs, sums }: KernelNet, lookup: boolean): number {
  return lookup ? 4 * inputs * roundUp(sums, 4) : 0;
}
