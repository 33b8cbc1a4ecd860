/** Training updates of this build beside those of another one, in turns. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Device, Gradient } from '../../src/engine/device.ts';
import { UserError } from '../../src/errors.ts';
import type { BenchContext, Figure } from '../suite.ts';
import { comparedCases, wordsOf } from './cases.ts';
import { ratioInTurns } from './ratios.ts';
import { updateOf } from './update.ts';

/**
 * Opens the wasm device of a checkout, from its sources and the kernels in its dist/.
 * @throws UserError where the folder is none
 */
export async function openOther(folder: string): Promise<Device> {
  const file = resolve(folder, 'src', 'engine', 'wasm', 'device.ts');
  if (!existsSync(file) || !existsSync(join(folder, 'dist', 'wasm', 'kernels.wasm'))) {
    throw new UserError(
      `--against ${folder}: must be the folder of another checkout of genoprop, with its kernels built`,
    );
  }
  const { openWasmDevice } = await import(pathToFileURL(file).href);
  return openWasmDevice();
}

/** For each case the time of the other build's update over that of this one: above 1 where this one is faster. */
export async function* againstOther(context: BenchContext, folder: string): AsyncIterable<Figure> {
  const devices = [await context.open(), await openOther(folder)] as const;
  for (const one of comparedCases) {
    const name = wordsOf(one);
    context.tell(name);
    const updates = devices.map((device) => updateOf(name, one, device));
    const [ours, theirs] = updates as [(typeof updates)[0], (typeof updates)[0]];
    const bits = sameBits(await ours.gradient(), await theirs.gradient());
    const { median, low, high, pairs } = await ratioInTurns(
      ours.subject,
      theirs.subject,
      1000 * context.seconds,
    );
    const [from, to] = [low, high].map((bound) => bound.toFixed(3));
    yield {
      what: name,
      value: median,
      unit: 'times as fast',
      note: `${from} to ${to} with 95 % confidence, ${pairs} pairs of turns; ${bits ? 'the same bits' : 'other bits'}`,
      numbers: { low, high, pairs },
    };
  }
}

function sameBits(one: Gradient, other: Gradient): boolean {
  const bitsOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
    Buffer.from(buffer, byteOffset, byteLength);
  return bitsOf(one.gradient as Float32Array).equals(bitsOf(other.gradient as Float32Array));
}
