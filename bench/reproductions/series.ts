/** Series of tournaments from scripts, each with a run file of its own, and one text on what they have found. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '../root.ts';

export interface Part {
  readonly command: 'tournament' | 'tune';
  /** Paths of its script and of its run file, from the project's root. */
  readonly script: string;
  readonly run: string;
}

export interface Series {
  /** Name after `npm run reproduce --`. */
  readonly name: string;
  /** Title of the section in bench/RESULTS.md. */
  readonly title: string;
  /** Question that it answers, and how long it plays. */
  readonly claim: string;
  /** Parts in the order in which they are played. */
  readonly parts: readonly Part[];
  /** Results of all run files that exist, in Markdown. */
  text(): Promise<string>;
  /** Figures of the same results; none where there are no trials to draw. */
  figures(): readonly Figure[];
}

export interface Figure {
  /** Path from the project's root. */
  readonly path: string;
  readonly svg: string;
}

/** Command line that plays a part by itself. */
export const commandOf = ({ command, script, run }: Part): string =>
  `npx genoprop ${command} ${script} --run ${run}`;

/**
 * Plays the parts one after the other, each as the command line does; one that has a run file goes on there. Returns
 * false where one was stopped or failed.
 */
export async function playSeries({ parts }: Series, workers: number): Promise<boolean> {
  for (const part of parts) {
    console.log(`\n${commandOf(part)}`);
    const code = await playPart(part, workers);
    if (code !== 0) return false;
  }
  return true;
}

function playPart({ command, script, run }: Part, workers: number): Promise<number> {
  const root = projectRoot();
  mkdirSync(dirname(join(root, run)), { recursive: true });
  const args = [
    join(root, 'bin', 'genoprop.js'),
    command,
    script,
    '--run',
    run,
    '--workers',
    String(workers),
    '--plain',
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  // Ctrl-C reaches the child from the terminal; a signal to this process alone is passed on.
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, pass);
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  }).finally(() => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, pass);
  });
}
