/** Suite of start-up times: the wait of a user for the first output. */
import { spawn } from 'node:child_process';
import process from 'node:process';
import { seconds, summarise } from '../measure.ts';
import { projectRoot } from '../root.ts';
import { onlyWasm, type Suite } from '../suite.ts';

const ROUNDS = 5;

export const startup: Suite = {
  name: 'startup',
  summary: 'from `npx genoprop duel` to its first progress line',
  skips: onlyWasm,
  async *run() {
    const samples: number[] = [];
    for (let round = 0; round < ROUNDS; round++) samples.push(await secondsToFirstProgress());
    const { median, spread } = summarise(samples);
    yield {
      what: 'npx genoprop duel, to the first progress line',
      value: median,
      unit: 's',
      spread,
      goal: 'at most 1.5 s',
    };
  },
};

function secondsToFirstProgress(): Promise<number> {
  const began = seconds();
  const child = spawn('npx', ['genoprop', 'duel', '--plain', '--no-run'], {
    cwd: projectRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
    // A process group of its own, since a Ctrl-C reaches all of a group, and npx passes nothing on.
    detached: true,
  });
  return new Promise((resolve, reject) => {
    let text = '';
    let elapsed: number | null = null;
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      // The header comes first; a line on a trial of some seed is progress.
      if (elapsed === null && /, seed \d+: /.test(text)) {
        elapsed = seconds() - began;
        process.kill(-child.pid!, 'SIGINT');
      }
    });
    child.on('error', reject);
    child.on('close', () => {
      if (elapsed === null)
        reject(new Error(`the duel ended without a progress line: ${text.slice(0, 200)}`));
      else resolve(elapsed);
    });
  });
}
