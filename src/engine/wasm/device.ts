/**
 * Wasm device: recurrent nets on SIMD kernels (AssemblyScript, in assembly/), float32, on the calling thread. Sequences
 * of a batch lie side by side in the lanes of a vector, so a step of the net is a product of full vectors. Additions
 * and multiplications are strict and their order depends on nothing but the shapes of net and batch: every machine
 * gives the same bits.
 */
import { block, blockOf } from '../../nets/layout.ts';
import type { Net } from '../../nets/net.ts';
import type { Batch } from '../batch.ts';
import { requireAdjoint, requireCarried } from '../carry.ts';
import {
  lackingCarriedCurvature,
  lackingCurvature,
  requireDirection,
  requireGivenInputs,
} from '../curvature.ts';
import type {
  AdjointRequest,
  Call,
  CarryRequest,
  Damping,
  Device,
  Evaluation,
  Gradient,
  GradientRequest,
  Linearised,
  OmegaRequest,
  Vector,
} from '../device.ts';
import { requireFit } from '../fit.ts';
import { abilityFor, lackingOf } from '../lacking.ts';
import { Arena } from './arena.ts';
import { readCarried, writeCarried } from './carried.ts';
import { type CurvatureRoom, curvatureProduct, keepStates, layOutCurvature } from './curvature.ts';
import { withGraphs } from './graph/with-graphs.ts';
import type { Kernels } from './kernels.ts';
import { planLayout, setFields } from './layout.ts';
import { type KernelOptions, loadKernels } from './module.ts';
import { type KernelNet, nets, type WasmNets } from './nets.ts';
import { withReservoirs } from './reservoir/with-reservoirs.ts';
import { makeResident, type ResidentBatch } from './resident.ts';
import { type CarryRoom, chooseWidth, layOutWorkspace, type Needs, type Workspace } from './workspace.ts';

export interface WasmDeviceOptions extends KernelOptions {
  /**
   * Most bytes of states and signals of the whole batch that a gradient with Ω keeps, so that Ω costs no weight product
   * of its own. Sums are then made in another order. Default 256 MiB.
   */
  readonly keptBytes?: number;
  /** Kernels, with a memory of their own. Default: those in dist/. */
  readonly kernels?: Kernels;
  /** Nets that the kernels compute, by architecture. Default: those of the kernels in dist/. */
  readonly nets?: WasmNets;
}

/** Bytes, roughly, of a portion of genomes. */
const PORTION_BYTES = 2 ** 20;

/**
 * Opens a device with a memory of its own. The last batch stays in it until another one comes.
 * @throws RunError when the kernels have not been built
 */
export function openWasmDevice(options: WasmDeviceOptions = {}): Device {
  const device = new WasmDevice(
    options.kernels ?? loadKernels(options),
    options.keptBytes ?? 2 ** 28,
    options.nets ?? nets,
  );
  const load = () => loadKernels(options);
  return withGraphs(withReservoirs(device, load), load);
}

interface KnownNet {
  readonly kernelNet: KernelNet;
  readonly key: string;
}

class WasmDevice implements Device {
  readonly name = 'wasm';
  readonly #kernels: Kernels;
  readonly #keptBytes: number;
  readonly #nets: WasmNets;
  readonly #knownNets = new WeakMap<Net, KnownNet>();
  readonly #start: number;
  #arena: Arena;
  #resident: ResidentBatch | null = null;
  /** End of the resident batch, where workspaces begin. */
  #residentEnd = 0;
  #workspace: { readonly key: string; readonly workspace: Workspace } | null = null;

  /** Linearised loss whose states are in memory. */
  #held: { readonly key: object; readonly work: Workspace; readonly room: CurvatureRoom } | null = null;

  constructor(kernels: Kernels, keptBytes: number, known: WasmNets) {
    this.#kernels = kernels;
    this.#keptBytes = keptBytes;
    this.#nets = known;
    this.#start = kernels.heapBase();
    this.#arena = new Arena(kernels.memory, this.#start);
  }

  lacks(net: Net, { loss }: Pick<Batch, 'loss'>, calls: readonly Call[]): string | null {
    const lacking = lackingOf(this.#nets, net, loss, calls) ?? lackingCarriedCurvature(net, calls);
    if (lacking !== null || !calls.includes('curvature')) return lacking;
    return abilityFor(this.#nets, net).hasTangents ? null : lackingCurvature(net, calls);
  }

  evaluate(net: Net, parameters: Vector, batch: Batch, carry?: CarryRequest): Evaluation {
    const needs = { outputs: true, gradient: null, genomes: 1, carry: carry !== undefined };
    const work = this.#prepare(net, batch, needs);
    if (carry !== undefined) this.#begin(net, work, carry);
    this.#arena.floatsAt(work.parameters, net.parameters).set(parameters);
    const loss = this.#kernels.evaluate(work.plan, work.parameters);
    const losses = this.#losses(work);
    // A parameter that is NaN or infinite fails every sequence, wherever it would have gone.
    if (Number.isNaN(this.#kernels.poison(work.parameters, net.parameters))) losses.fill(Number.NaN);
    const outputs = this.#outputs(net, work);
    return { loss, losses, outputs, ...(carry && { end: this.#end(net, work) }) };
  }

  evaluatePopulation(net: Net, genomes: Vector, count: number, batch: Batch): Float64Array {
    const portion = Math.max(1, Math.floor(PORTION_BYTES / (4 * net.parameters)));
    const work = this.#prepare(net, batch, {
      outputs: false,
      gradient: null,
      genomes: portion,
      carry: false,
    });
    const results = new Float64Array(count);
    for (let first = 0; first < count; first += portion) {
      const some = Math.min(portion, count - first);
      const chosen = genomes.subarray(first * net.parameters, (first + some) * net.parameters);
      this.#arena.floatsAt(work.parameters, chosen.length).set(chosen);
      this.#kernels.evaluatePopulation(work.plan, work.parameters, some, net.parameters, work.results);
      results.set(this.#arena.doublesAt(work.results, some), first);
    }
    return results;
  }

  gradient(net: Net, parameters: Vector, batch: Batch, request: GradientRequest = {}): Gradient {
    const { omega, stateNorms = false, carry, adjoint } = request;
    const kernels = this.#kernels;
    const needs = {
      outputs: false,
      gradient: { omega: omega !== undefined, keptBytes: this.#keptBytes },
      genomes: 1,
      carry: carry !== undefined,
      adjoint: adjoint !== undefined,
    };
    const work = this.#prepare(net, batch, needs);
    if (carry !== undefined) this.#begin(net, work, carry);
    if (adjoint !== undefined) this.#follow(net, work, adjoint);
    const room = work.gradient!;
    const { plan } = work;
    const arena = this.#arena;
    arena.floatsAt(work.parameters, net.parameters).set(parameters);
    arena.floatsAt(room.totals, (room.totalsEnd - room.totals) / 4).fill(0);
    setFields(arena.records, planLayout, plan, {
      omegaForm: omega?.form === 'norm' ? 1 : 0,
      squaredStateNorms: stateNorms ? room.squaredStateNorms : 0,
    });

    // Ω's factor 1/N is known after the last tile, and by then all signals must still be there.
    const weighs = omega !== undefined && omega.weight !== 0;
    const blended = weighs && !omega.separate && room.allKept;
    const apart = omega !== undefined && !blended && (weighs || omega.separate === true);
    kernels.prepareGradient(plan, work.parameters);
    for (const tile of work.tiles) {
      kernels.forwardTile(plan, tile, true);
      kernels.backwardTile(plan, tile, omega !== undefined);
      if (blended) continue;
      kernels.recurrentProduct(plan, tile, false);
      kernels.otherProducts(plan, tile);
      if (apart) this.#omegaProduct(work, tile);
    }
    const loss = kernels.lossOf(plan);
    const { value, valid } = this.#omega(work);
    if (blended) {
      for (const tile of work.tiles) {
        kernels.blendTile(plan, tile, valid === 0 ? 0 : omega.weight / valid, true);
        kernels.recurrentProduct(plan, tile, true);
        kernels.otherProducts(plan, tile);
      }
    }
    const recurrent = room.gradient + 4 * block(net, 'W_rec').offset;
    kernels.reduceRecurrent(plan, recurrent, 1);
    kernels.reduceOthers(plan, room.gradient);
    const omegaGradient = apart ? this.#omegaGradient(net, work, valid) : null;
    const gradient = arena.floatsAt(room.gradient, net.parameters).slice();
    if (omega && omegaGradient && weighs) addScaled(blockOf(net, gradient, 'W_rec'), omega, omegaGradient);
    return {
      loss,
      gradient,
      omega: omega ? value : null,
      omegaGradient: omega?.separate ? omegaGradient : null,
      stateNorms: stateNorms ? arena.doublesAt(room.squaredStateNorms, batch.steps).map(Math.sqrt) : null,
      ...(carry && { end: this.#end(net, work) }),
      ...(adjoint && { start: this.#statesIn(net, work.adjoint!) }),
    };
  }

  /** The states stay in memory until another call needs it; they are then computed again. */
  linearise(net: Net, parameters: Vector, batch: Batch, damping: Damping | null): Linearised {
    requireGivenInputs(batch);
    const key = {};
    const at = Float32Array.from(parameters);
    const held = () => {
      if (this.#held?.key !== key) this.#held = { key, ...this.#hold(net, at, batch, damping?.mu ?? 0) };
      return this.#held;
    };
    held();
    return {
      product: (vector) => {
        requireDirection(net, vector);
        const { work, room } = held();
        return curvatureProduct(this.#kernels, this.#arena, net, work, room, vector);
      },
      close: () => {},
    };
  }

  close(): void {
    this.#held = null;
    this.#resident = null;
    this.#workspace = null;
    this.#arena = new Arena(this.#kernels.memory, this.#start);
  }

  /** Net as the kernels see it, and a key that two nets share only where a workspace serves both. */
  #known(net: Net): KnownNet {
    const known = this.#knownNets.get(net);
    if (known !== undefined) return known;
    const kernelNet = abilityFor(this.#nets, net).kernelNet(net);
    const made = { kernelNet, key: JSON.stringify(kernelNet) };
    this.#knownNets.set(net, made);
    return made;
  }

  #hold(net: Net, at: Float32Array, batch: Batch, mu: number) {
    const gradient = { omega: false, keptBytes: this.#keptBytes, states: true };
    const work = this.#prepare(net, batch, { outputs: true, gradient, genomes: 1 });
    const room = layOutCurvature(this.#arena, this.#known(net).kernelNet, this.#resident!, mu);
    keepStates(this.#kernels, this.#arena, work, room, at);
    return { work, room };
  }

  /** Brings the batch and a workspace into memory, unless they are there. */
  #prepare(net: Net, batch: Batch, needs: Needs): Workspace {
    requireFit(net, batch);
    this.#held = null;
    const { kernelNet, key: netKey } = this.#known(net);
    const width = chooseWidth(batch.sequences, kernelNet.sums);
    if (this.#resident?.batch !== batch || this.#resident.width !== width) {
      this.#resident = null;
      this.#workspace = null;
      this.#arena.release(this.#start);
      this.#resident = makeResident(this.#arena, batch, width);
      this.#residentEnd = this.#arena.mark;
    }
    const { outputs, gradient, genomes, carry, adjoint } = needs;
    const states = gradient?.states ?? false;
    const key = [netKey, outputs, gradient?.omega ?? 'none', genomes, carry, adjoint].join('/');
    // Products take more memory behind their workspace, which is laid out anew.
    if (this.#workspace?.key !== key || states) {
      this.#workspace = null;
      this.#arena.release(this.#residentEnd);
      const workspace = layOutWorkspace(this.#arena, kernelNet, this.#resident, needs);
      this.#workspace = { key: states ? 'products' : key, workspace };
    }
    return this.#workspace.workspace;
  }

  /** Writes the states that the sequences begin at. */
  #begin(net: Net, { carry }: Workspace, request: CarryRequest): void {
    const { hidden, carriedBlocks } = this.#known(net).kernelNet;
    requireCarried(request, carriedBlocks * hidden, this.#resident!.batch.sequences);
    writeCarried(this.#arena, this.#resident!, carry!, hidden, request.from);
  }

  /** Writes the adjoint states at the sequences' ends; a lane that only repeats a sequence has none. */
  #follow(net: Net, { adjoint }: Workspace, request: AdjointRequest): void {
    const { hidden, carriedBlocks } = this.#known(net).kernelNet;
    const { batch } = this.#resident!;
    requireAdjoint(request, carriedBlocks * hidden, batch);
    writeCarried(this.#arena, this.#resident!, adjoint!, hidden, request.end, batch.sequences);
  }

  /** States after each sequence's last step, `[carried][B]`. */
  #end(net: Net, { carry }: Workspace): Float32Array {
    return this.#statesIn(net, carry!);
  }

  #statesIn(net: Net, room: CarryRoom): Float32Array {
    return readCarried(this.#arena, this.#resident!, room, this.#known(net).kernelNet.hidden);
  }

  /** Losses, `[B]`, in the batch's order. */
  #losses(work: Workspace): Float32Array {
    const { sequenceOf, batch } = this.#resident!;
    const lanes = this.#arena.floatsAt(work.losses, sequenceOf.length);
    const losses = new Float32Array(batch.sequences);
    for (let lane = 0; lane < batch.sequences; lane++) losses[sequenceOf[lane]!] = lanes[lane]!;
    return losses;
  }

  /** Outputs, `[answer step][O][B]`, in the batch's order; 0 where a tile has nothing scored. */
  #outputs(net: Net, work: Workspace): Float32Array {
    const { sequenceOf, batch, tiles, width } = this.#resident!;
    const { sequences } = batch;
    const { outputs } = net;
    const all = new Float32Array(batch.answerSteps.length * outputs * sequences);
    for (const [index, tile] of tiles.entries()) {
      const lanes = Math.min(width, sequences - index * width);
      const rows = tile.answerIndices.length * outputs;
      const values = this.#arena.floatsAt(work.outputs[index]!, rows * width);
      for (let row = 0; row < rows; row++) {
        const answer = tile.answerIndices[Math.floor(row / outputs)]!;
        const target = (answer * outputs + (row % outputs)) * sequences;
        for (let lane = 0; lane < lanes; lane++) {
          all[target + sequenceOf[index * width + lane]!] = values[row * width + lane]!;
        }
      }
    }
    return all;
  }

  /** Adds the tile's Σ c s vᵀ to totals of its own. */
  #omegaProduct({ plan, gradient }: Workspace, tile: number): void {
    const kernels = this.#kernels;
    kernels.blendTile(plan, tile, 1, false);
    const records = this.#arena.records;
    setFields(records, planLayout, plan, { recurrentTotals: gradient!.omegaTotals });
    kernels.recurrentProduct(plan, tile, true);
    setFields(records, planLayout, plan, { recurrentTotals: gradient!.recurrentTotals });
  }

  /** Derivative ∂⁺Ω/∂W_rec, `[H×H]`. */
  #omegaGradient(net: Net, { plan, gradient }: Workspace, valid: number): Float32Array {
    const room = gradient!;
    const records = this.#arena.records;
    setFields(records, planLayout, plan, { recurrentTotals: room.omegaTotals });
    this.#kernels.reduceRecurrent(plan, room.omegaGradient, valid === 0 ? 0 : 1 / valid);
    setFields(records, planLayout, plan, { recurrentTotals: room.recurrentTotals });
    return this.#arena.floatsAt(room.omegaGradient, block(net, 'W_rec').size).slice();
  }

  /** Value Ω and number N, from the lanes' sums in their order. */
  #omega({ gradient }: Workspace): { readonly value: number; readonly valid: number } {
    const { width } = this.#resident!;
    const sum = this.#arena.floatsAt(gradient!.omegaSums, width).reduce((total, lane) => total + lane, 0);
    const valid = this.#arena
      .integersAt(gradient!.omegaCounts, width)
      .reduce((total, lane) => total + lane, 0);
    return { value: valid === 0 ? 0 : sum / valid, valid };
  }
}

/** Adds a scaled derivative: `target += weight · Ω's derivative` */
function addScaled(target: Float32Array, { weight }: OmegaRequest, derivative: Float32Array): void {
  for (const [index, value] of derivative.entries()) target[index]! += weight * value;
}
