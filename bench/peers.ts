/** Runner of a peer program (PyTorch, neat-python) at the same work, where it is installed; it reads the program's one JSON line. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { oneLine, RunError } from '../src/errors.ts';
import type { PeerProgram } from './measure.ts';
import { projectRoot } from './root.ts';
import type { BenchContext } from './suite.ts';

const execute = promisify(execFile);

/** Folder `peers` of a bundled benchmark, or `../shared/peers` beside the project. */
function peerFolder(): string | null {
  const root = projectRoot();
  const folders = [join(root, 'peers'), join(root, '..', 'shared', 'peers')];
  return folders.find((folder) => existsSync(folder)) ?? null;
}

/** Path of a program that lies in bench/peers. */
export const ownProgram = (name: string): string => join(projectRoot(), 'bench', 'peers', name);

/** Python with PyTorch and its device, or the reason why PyTorch is missing. */
export type Torch =
  | { readonly python: string; readonly folder: string; readonly on: 'cpu' | 'cuda' }
  | { readonly missing: string };

const PYTHONS = ['/usr/bin/python3', 'python3', 'python'];

/**
 * First Python that can import torch, with a CUDA card where PyTorch is to compute on one.
 * @param on null: no device of PyTorch is comparable
 */
export async function findTorch(on: 'cpu' | 'cuda' | null): Promise<Torch> {
  if (on === null) return { missing: 'PyTorch has no device like this one' };
  const folder = peerFolder();
  if (folder === null) return { missing: 'no ../shared/peers beside the project' };
  const test = on === 'cpu' ? 'import torch' : 'import torch; assert torch.cuda.is_available()';
  for (const python of PYTHONS) {
    try {
      await execute(python, ['-c', test]);
      return { python, folder, on };
    } catch {
      // Try the next one.
    }
  }
  return {
    missing:
      on === 'cpu'
        ? 'PyTorch is not installed (Debian: python3-torch python3-numpy libopenblas0-pthread)'
        : 'no PyTorch with CUDA is installed',
  };
}

/**
 * Program of a peer and the figure of its JSON line that counts; none where PyTorch is missing.
 * @param program its name in the peers' folder, or its path
 */
export function peerProgram(
  torch: Torch,
  {
    name,
    program,
    args,
    figure,
  }: { name: string; program: string; args: readonly (string | number)[]; figure: string },
): PeerProgram[] {
  if ('missing' in torch) return [];
  const { python, folder, on } = torch;
  const run = async (): Promise<number> => {
    try {
      const all = [resolve(folder, program), '--device', on, ...args.map(String)];
      const { stdout } = await execute(python, all);
      const line = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>;
      return Number(line[figure]);
    } catch (error) {
      throw new RunError(`the peer ${program} failed: ${lastLine(error)}`);
    }
  };
  return [{ name, run }];
}

/** Last line of a Python trace, which has the error. */
function lastLine(error: unknown): string {
  const { stderr } = error as { stderr?: string };
  return stderr?.trim().split('\n').at(-1) || oneLine(error);
}

/** Python that can import a package. */
export interface Python {
  /** Runs a program. Returns its last line, which is JSON. @throws RunError where it fails */
  run(program: string, args: readonly string[]): Promise<unknown>;
}

/**
 * First Python that can import that package; null where none can.
 * @param folder that holds the package; left out: where Python has its packages
 */
export async function pythonWith(name: string, folder?: string): Promise<Python | null> {
  const env = folder === undefined ? process.env : { ...process.env, PYTHONPATH: folder };
  for (const python of PYTHONS) {
    try {
      await execute(python, ['-c', `import ${name}`], { env });
    } catch {
      continue;
    }
    return {
      async run(program, args) {
        try {
          const { stdout } = await execute(python, [program, ...args], { env });
          return JSON.parse(stdout.trim().split('\n').at(-1)!);
        } catch (error) {
          throw new RunError(`the peer ${program} failed: ${lastLine(error)}`);
        }
      },
    };
  }
  return null;
}

/** Milliseconds of PyTorch's update. */
export async function torchUpdates(
  torch: Torch,
  { hidden, batch, length, omega }: { hidden: number; batch: number; length: number; omega: boolean },
): Promise<number> {
  const size = ['--hidden', hidden, '--batch', batch, '--length', length, '--updates', 200];
  const args = omega ? [...size, '--omega'] : size;
  const peer = { name: 'update', program: 'torch_rnn.py', args, figure: 'ms_per_update' };
  return peerProgram(torch, peer)[0]!.run();
}

/** Device of PyTorch for a fair comparison; null where it has nothing like it. */
export const peerDeviceOf = ({ hardware: { kind } }: Pick<BenchContext, 'hardware'>): 'cpu' | 'cuda' | null =>
  ({ cpu: 'cpu', gpu: 'cuda', software: null })[kind] as 'cpu' | 'cuda' | null;
