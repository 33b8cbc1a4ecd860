/** Parts of the fair fight: the script of each, in the order in which they are played. */
import { join } from 'node:path';
import { projectRoot } from '../../root.ts';
import type { Part } from '../series.ts';

const FOLDER = 'examples/fair-fight';

/** Part of that name: its script is in examples/fair-fight/, its run file in runs/fair-fight/. */
const part = (name: string, command: Part['command'] = 'tournament'): Part => ({
  command,
  script: `${FOLDER}/${name}.tournament.ts`,
  run: `runs/fair-fight/${name}.run.sqlite`,
});

export const hourParts: readonly Part[] = [
  part('tune-20-evolution', 'tune'),
  part('tune-20-gradients', 'tune'),
  part('tune-50-evolution', 'tune'),
  part('tune-50-gradients', 'tune'),
  part('tune-20-adam', 'tune'),
  part('tune-50-adam', 'tune'),
  part('tuned-50'),
  part('ablation-50-evolution'),
  part('ablation-50-gradients-50'),
  part('tasks'),
];

export const nightParts: readonly Part[] = [
  ...hourParts,
  part('tune-100-evolution', 'tune'),
  part('tune-100-gradients', 'tune'),
  part('tune-200-evolution', 'tune'),
  part('tune-200-gradients', 'tune'),
  part('ablation-50-gradients-8'),
  part('ablation-100-evolution'),
  part('ablation-100-gradients-50'),
  part('ablation-100-gradients-8'),
  part('tuned-100'),
  part('tuned-200'),
  part('tuned-400'),
  part('tuned-1000'),
  part('tuned-5000'),
  part('far-1000'),
  part('far-5000'),
];

/** Absolute path of a part's run file. */
export const runFileOf = (name: string): string =>
  join(projectRoot(), 'runs', 'fair-fight', `${name}.run.sqlite`);
