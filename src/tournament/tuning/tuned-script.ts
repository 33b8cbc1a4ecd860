/** Script of the contestants as tuned: a tournament on the same tasks, on fresh seeds. */
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { printable } from '../../words/printable.ts';
import { shellWord } from '../../words/text.ts';
import { formatBudget } from '../spec/budget.ts';
import type { Budget, TaskChoice, TournamentSpec } from '../spec/tournament.ts';
import type { SummarisedResult } from '../summarise.ts';
import { tunedContestants } from './tuned-contestants.ts';

export interface TunedScriptOptions {
  /** Path of the script, from which those of its tasks are relative. */
  readonly path: string;
  /** Arguments of the command that tuned. */
  readonly command: readonly string[];
  /** Path of the tuning's run file; null where none was kept. */
  readonly run: string | null;
}

/** Beginning of every such script, after the sign of a comment. */
export const TUNED_HEAD = 'Contestants as tuned: ';

/** Number of seeds that is written where no tournament was planned. */
const USUAL_SEEDS = 10;

/** Text of the script, YAML. */
export function tunedScript(
  spec: TournamentSpec,
  results: ReadonlyMap<string, SummarisedResult>,
  { path, command, run }: TunedScriptOptions,
): string {
  const { tuning, seeds, seed, limits, device } = spec;
  const then = tuning?.afterwards;
  const contestants = tunedContestants(spec, results);
  const tried = [...new Set(contestants.map(({ tuned }) => tuned.candidates))].join(' or ');
  const head = [
    `${TUNED_HEAD}${tried} settings were tried for each, the script's own among them, on`,
    `${seeds === 1 ? '1 tuning seed' : `${seeds} tuning seeds`}; those of each that did best stand here. No sequence and no first weight of the`,
    'tuning comes again in this tournament, whatever its seed.',
    ...(command.length === 0 ? [] : [`Tuned by: ${command.map(shellWord).join(' ')}`]),
    ...(run === null ? [] : [`Run file of the tuning: ${run}`]),
  ];
  const common = then?.budget ?? spec.budget;
  const content = {
    tasks: spec.tasks.map((task) => taskEntry(task, dirname(resolve(path)), then?.budget === undefined)),
    contestants,
    seeds: then === undefined || then.seeds === 0 ? USUAL_SEEDS : then.seeds,
    seed,
    budget: formatBudget(common),
    device,
    ...(limits === undefined ? {} : { limits }),
    ...(then?.floor === false ? { floor: false } : {}),
  };
  return `${head.map((line) => `# ${printable(line)}`).join('\n')}\n\n${stringify(content, { lineWidth: 0 })}`;
}

/** @param ownBudget true where a budget of the task's own holds */
function taskEntry(
  { name, module, options, budget }: TaskChoice,
  folder: string,
  ownBudget: boolean,
): { task: string; options: Readonly<Record<string, unknown>>; budget?: string[] } {
  return {
    task: module === undefined ? name : pathFrom(folder, fileURLToPath(module)),
    options,
    ...(ownBudget && budget !== undefined ? { budget: formatBudget(budget as Budget) } : {}),
  };
}

function pathFrom(folder: string, file: string): string {
  const path = relative(folder, file).split(sep).join('/');
  return path.startsWith('.') ? path : `./${path}`;
}
