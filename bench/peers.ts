/** Runs a peer program (PyTorch) at the same work, where it is installed, and reads its one JSON line. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PeerProgram } from './measure.ts';
import { projectRoot } from './root.ts';

const execute = promisify(execFile);

/** `../shared/peers` beside the project. */
function peerFolder(): string | null {
  const folder = join(projectRoot(), '..', 'shared', 'peers');
  return existsSync(folder) ? folder : null;
}

/** Where PyTorch is, or the reason why it is not beside us. */
export type Torch = { readonly python: string; readonly folder: string } | { readonly missing: string };

/** The first Python that can import torch. */
export async function findTorch(): Promise<Torch> {
  const folder = peerFolder();
  if (folder === null) return { missing: 'no ../shared/peers beside the project' };
  for (const python of ['/usr/bin/python3', 'python3']) {
    try {
      await execute(python, ['-c', 'import torch']);
      return { python, folder };
    } catch {
      // the next one
    }
  }
  return { missing: 'PyTorch is not installed (Debian: python3-torch python3-numpy libopenblas0-pthread)' };
}

/** A peer's program and the figure of its JSON line that counts; none where PyTorch is missing. */
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
  const { python, folder } = torch;
  const run = async (): Promise<number> => {
    const { stdout } = await execute(python, [join(folder, program), ...args.map(String)]);
    const line = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>;
    return Number(line[figure]);
  };
  return [{ name, run }];
}
