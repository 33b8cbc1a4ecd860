/** Plays descents: alone, beside each other, cut into runs in any way. What comes of one should always be the same. */

import { setImmediate } from 'node:timers/promises';
import type { Batch } from '../../../src/engine/batch.ts';
import { beginning } from '../../../src/engine/descent-state.ts';
import type { DescentReport, DescentSettings, Device, UpdateRequest } from '../../../src/engine/device.ts';
import type { DescentCase } from '../../support/engine/form-cases.ts';

export interface Play extends DescentCase {
  readonly settings: DescentSettings;
}

export interface Outcome {
  readonly losses: readonly number[];
  readonly norms: readonly number[];
  readonly omegas: readonly number[];
  readonly faults: readonly string[];
  /** Of the last update that was watched. */
  readonly stateNorms: readonly number[];
  readonly theta: Float32Array;
}

/** How a descent is cut into runs, and how long it waits before each. */
export interface Pace {
  readonly updates: number;
  /** Turns of the event loop. */
  readonly pause: number;
}

/** Every third batch is watched; always the same ones, however the descent is cut into runs. */
const watches = (index: number): boolean => index % 3 === 1;

export function supply(batches: readonly Batch[], first: number, count: number): () => UpdateRequest | null {
  let index = first;
  return () => {
    if (index >= Math.min(batches.length, first + count)) return null;
    return { batch: batches[index]!, stateNorms: watches(index++) };
  };
}

/** Goes on after each fault with the batch that follows. */
export async function play(
  device: Device,
  { net, parameters, settings, batches }: Play,
  paces: readonly Pace[] = [],
): Promise<Outcome> {
  const descent = await device.descend!(net, beginning(parameters), settings);
  const reports: DescentReport[] = [];
  let next = 0;
  while (next < batches.length) {
    const { updates, pause } = paces[reports.length] ?? { updates: batches.length, pause: 0 };
    for (let turn = 0; turn < pause; turn++) await setImmediate();
    const report = await descent.run(supply(batches, next, updates));
    reports.push(report);
    next += report.losses.length;
  }
  const theta = (await descent.state()).parameters;
  descent.close();
  return {
    losses: reports.flatMap(({ losses }) => [...losses]),
    norms: reports.flatMap(({ norms }) => [...norms]),
    omegas: reports.flatMap(({ omegas }) => [...(omegas ?? [])]),
    faults: reports.flatMap(({ fault }) => fault ?? []),
    stateNorms: [...(reports.findLast(({ stateNorms }) => stateNorms !== null)?.stateNorms ?? [])],
    theta,
  };
}
