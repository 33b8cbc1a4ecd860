import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Arena } from '../../../src/engine/wasm/arena.ts';
import { loadKernels } from '../../../src/engine/wasm/module.ts';
import { nets } from '../../../src/engine/wasm/nets.ts';
import { makeResident } from '../../../src/engine/wasm/resident.ts';
import { chooseWidth, layOutWorkspace } from '../../../src/engine/wasm/workspace.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { block } from '../../../src/nets/layout.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import type { Net, Unit } from '../../../src/nets/net.ts';
import { type BatchChoice, randomBatch, randomParameters } from '../../support/engine/random-batch.ts';

const kernelFile = fileURLToPath(new URL('../../../dist/wasm/kernels.wasm', import.meta.url));
const replayFile = fileURLToPath(new URL('./replay.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'genoprop-same-bits-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Shapes of every tile width, unit, loss and kind of input. */
const choices: readonly (BatchChoice & { readonly hidden: number; readonly unit: Unit | 'lstm' | 'gru' })[] =
  [
    { unit: 'tanh', loss: 'softmax', input: 'symbols', hidden: 50, sequences: 20, steps: 40, ...sizes(6, 4) },
    {
      unit: 'logistic',
      loss: 'bernoulli',
      input: 'dense',
      hidden: 8,
      sequences: 32,
      steps: 15,
      ...sizes(3, 5),
    },
    { unit: 'relu', loss: 'squared', input: 'symbols', hidden: 23, sequences: 7, steps: 30, ...sizes(30, 2) },
    {
      unit: 'tanh',
      loss: 'bernoulli',
      input: 'symbols',
      hidden: 13,
      sequences: 50,
      steps: 9,
      ...sizes(5, 1),
    },
    { unit: 'lstm', loss: 'softmax', input: 'symbols', hidden: 11, sequences: 20, steps: 12, ...sizes(7, 4) },
    { unit: 'gru', loss: 'squared', input: 'dense', hidden: 9, sequences: 7, steps: 14, ...sizes(4, 3) },
    { unit: 'gru', loss: 'softmax', input: 'symbols', hidden: 33, sequences: 1, steps: 20, ...sizes(20, 9) },
  ];

/** Shapes of every tile width have Elman nets, those with gates one each. */
function netOf(
  unit: Unit | 'lstm' | 'gru',
  of: Pick<Net, 'inputs' | 'outputs'> & { readonly hidden: number },
): Net {
  if (unit === 'lstm') return lstmNet({ peepholes: true, ...of });
  return unit === 'gru' ? gruNet(of) : elmanNet({ unit, ...of });
}

function sizes(inputs: number, outputs: number) {
  return { inputs, outputs, ragged: true, seed: inputs };
}

/** For each choice the memory before a whole gradient with Ω, and the calls that make it. */
const recordings = choices.map((_, index) => ({
  image: join(folder, `${index}.image`),
  calls: join(folder, `${index}.json`),
}));

beforeAll(() => {
  for (const [index, { unit, hidden, ...choice }] of choices.entries()) {
    const kernels = loadKernels({ revectorize: false });
    const arena = new Arena(kernels.memory, kernels.heapBase());
    const net = netOf(unit, { inputs: choice.inputs, hidden, outputs: choice.outputs });
    const kernelNet = nets[net.architecture]!.kernelNet(net);
    const omega = net.architecture === 'elman';
    const batch = randomBatch(choice);
    const resident = makeResident(arena, batch, chooseWidth(batch.sequences, kernelNet.sums));
    const needs = { outputs: true, gradient: { omega, keptBytes: 2 ** 28 }, genomes: 1 };
    const work = layOutWorkspace(arena, kernelNet, resident, needs);
    arena.floatsAt(work.parameters, net.parameters).set(randomParameters(net, index));
    const { plan } = work;
    const calls: (string | number | boolean)[][] = [
      ['evaluatePopulation', plan, work.parameters, 1, net.parameters, work.results],
      ['prepareGradient', plan, work.parameters],
    ];
    for (const tile of work.tiles)
      calls.push(['forwardTile', plan, tile, true], ['backwardTile', plan, tile, omega]);
    for (const tile of work.tiles) {
      if (omega) calls.push(['blendTile', plan, tile, 0.01, true]);
      calls.push(['recurrentProduct', plan, tile, omega]);
      calls.push(['otherProducts', plan, tile]);
    }
    calls.push(['reduceRecurrent', plan, work.gradient!.gradient + 4 * block(net, 'W_rec').offset, 1]);
    calls.push(['reduceOthers', plan, work.gradient!.gradient]);
    writeFileSync(recordings[index]!.image, new Uint8Array(kernels.memory.buffer));
    writeFileSync(recordings[index]!.calls, JSON.stringify(calls));
  }
});

/** What a Node with those flags makes of each recording, and what it said. */
function replay(
  node: string,
  flags: readonly string[],
): { readonly hashes: string[]; readonly said: string } {
  let said = '';
  const hashes = recordings.map(({ image, calls }) => {
    const { status, stdout, stderr } = spawnSync(node, [...flags, replayFile, kernelFile, image, calls], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
      maxBuffer: 2 ** 28,
    });
    expect(status, stderr).toBe(0);
    said += stdout;
    return stdout.trim().split('\n').at(-1)!;
  });
  return { hashes, said };
}

/** Without V8's quick first compiler, whose code no pairing reaches. */
const best = ['--no-liftoff'];
const paired = [...best, '--experimental-wasm-revectorize'];

/** A Node on the PATH whose major version is not this one's. */
function otherNode(): string | null {
  for (const folderOnPath of (process.env.PATH ?? '').split(delimiter)) {
    const candidate = join(folderOnPath, 'node');
    if (folderOnPath.includes('node_modules') || !existsSync(candidate)) continue;
    const { stdout } = spawnSync(candidate, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    const major = Number.parseInt(stdout, 10);
    if (major >= 18 && major !== Number.parseInt(process.versions.node, 10)) return candidate;
  }
  return null;
}

const other = otherNode();
const pairs = process.arch === 'x64' && readCpu().includes(' avx2');

function readCpu(): string {
  return existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
}

describe('the kernels', () => {
  it('leave the same bits in all of memory with vectors paired to 256 bits, unpaired, and unoptimised', () => {
    const plain = replay(process.execPath, best).hashes;
    expect(new Set(plain).size).toBe(choices.length);
    expect(replay(process.execPath, paired).hashes).toEqual(plain);
    expect(replay(process.execPath, ['--liftoff-only']).hashes).toEqual(plain);
  });

  it.skipIf(!pairs)(
    `are paired to 256 bits on AVX2${pairs ? '' : ' (skipped: this machine has none)'}`,
    () => {
      const { said } = replay(process.execPath, [...paired, '--trace-wasm-revectorize']);
      expect(said).toContain('Decided to vectorize');
    },
  );

  it.skipIf(other === null)(
    `leave the same bits under another Node major ${other ? `(${other})` : '(skipped: none on the PATH)'}`,
    () => {
      const here = replay(process.execPath, best).hashes;
      expect(replay(other!, best).hashes).toEqual(here);
    },
  );
});
