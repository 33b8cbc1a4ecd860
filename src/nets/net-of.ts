/** Net of a contestant on a task of some shape, and its costs. */
import { architectureNamed, findArchitecture } from './index.ts';
import type { Architecture, BatchExtent, Net } from './net.ts';

/** Choice of a net by a contestant, its options resolved. */
export interface NetChoice {
  readonly architecture: string;
  readonly netOptions: Readonly<Record<string, unknown>>;
}

/** Part of a task's shape that a net depends on. */
export interface FedShape {
  readonly inputs: { readonly kind: 'symbols' | 'dense'; readonly size: number };
  readonly outputs: number;
  /** Present where the first `outputs` inputs are the net's own outputs. */
  readonly feedback?: object;
}

export interface BuiltNet {
  readonly architecture: Architecture;
  readonly net: Net;
}

/**
 * Net of that choice on tasks of that shape; null where this version has no architecture of the name.
 * @param find looks the architecture up, or throws; default: in the registry
 * @throws errors of the architecture on options that make no sense
 */
export function netOf(choice: NetChoice, shape: FedShape): BuiltNet | null;
export function netOf(choice: NetChoice, shape: FedShape, find: (name: string) => Architecture): BuiltNet;
export function netOf(
  { architecture: name, netOptions }: NetChoice,
  { inputs, outputs, feedback }: FedShape,
  find: (name: string) => Architecture | undefined = architectureNamed,
): BuiltNet | null {
  const architecture = find(name);
  if (architecture === undefined) return null;
  const shape = { inputs: inputs.size, outputs, fedBack: feedback !== undefined };
  return { architecture, net: architecture.build(shape, netOptions) };
}

/** Extent of so many sequences of so many steps, of a task that scores each at its last step or at all of them. */
export function extentOf(
  { inputs, scored }: Pick<FedShape, 'inputs'> & { readonly scored: 'last' | 'masked' },
  sequences: number,
  steps: number,
): BatchExtent {
  return {
    activeSteps: sequences * steps,
    scoredSteps: sequences * (scored === 'last' ? 1 : steps),
    symbols: inputs.kind === 'symbols' ? new Int32Array(0) : null,
  };
}

/**
 * Multiply-accumulates of one forward pass over one sequence of so many steps.
 * @throws UserError on an unknown architecture
 */
export function passMacs(
  choice: NetChoice,
  shape: FedShape & { readonly scored: 'last' | 'masked' },
  steps: number,
  find: (name: string) => Architecture = findArchitecture,
): number {
  const { architecture, net } = netOf(choice, shape, find);
  return architecture.macs.forward(net, extentOf(shape, 1, steps));
}
