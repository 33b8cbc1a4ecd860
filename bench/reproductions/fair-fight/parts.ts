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
  part('ablation-50-evolution'),
  part('ablation-50-gradients-50'),
  part('tasks'),
];

export const nightParts: readonly Part[] = [
  ...hourParts,
  part('ablation-50-gradients-8'),
  part('ablation-100-evolution'),
  part('ablation-100-gradients-50'),
  part('ablation-100-gradients-8'),
  part('far-1000'),
  part('far-5000'),
];

/** Absolute path of a part's run file. */
export const runFileOf = (name: string): string =>
  join(projectRoot(), 'runs', 'fair-fight', `${name}.run.sqlite`);
