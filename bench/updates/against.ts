/** Training updates of this build beside those of another one, in turns. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Gradient } from '../../src/engine/device.ts';
import { UserError } from '../../src/errors.ts';
import { HostDescent } from '../../src/learners/gradient/host-descent.ts';
import type { BenchContext, Figure } from '../suite.ts';
import { comparedCases, wordsOf } from './cases.ts';
import { ratioInTurns } from './ratios.ts';
import { type Build, type Update, updateOf } from './update.ts';

/**
 * Opens the wasm device of a checkout, from its sources and the kernels in its dist/.
 * @throws UserError where the folder is none
 */
export async function openOther(folder: string): Promise<Build> {
  const inSources = (...path: string[]) => resolve(folder, 'src', ...path);
  const files = [
    inSources('engine', 'wasm', 'device.ts'),
    inSources('learners', 'gradient', 'host-descent.ts'),
  ];
  if (![...files, join(folder, 'dist', 'wasm', 'kernels.wasm')].every(existsSync)) {
    throw new UserError(
      `--against ${folder}: must be the folder of another checkout of genoprop, with its kernels built`,
    );
  }
  const [engine, learner] = await Promise.all(files.map((file) => import(pathToFileURL(file).href)));
  return { device: engine.openWasmDevice(), Descent: learner.HostDescent };
}

/** For each case the time of the other build's update over that of this one: above 1 where this one is faster. */
export async function* againstOther(context: BenchContext, folder: string): AsyncIterable<Figure> {
  const builds: readonly Build[] = [
    { device: await context.open(), Descent: HostDescent },
    await openOther(folder),
  ];
  for (const one of comparedCases) {
    const name = wordsOf(one);
    context.tell(name);
    const [ours, theirs] = builds.map((build) => updateOf(name, one, build)) as [Update, Update];
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
