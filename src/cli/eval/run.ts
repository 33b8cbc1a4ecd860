/** Action of `genoprop eval`: plans, scores, and prints the scores. */
import { openDevice } from '../../engine/index.ts';
import { evaluateChampion } from '../../export/evaluate-champion.ts';
import { surfaceBeside, writeJson } from '../../session/json-result.ts';
import { linesText } from '../../session/listing.ts';
import { requireResultPath } from '../../session/result-paths.ts';
import { type Surface, type Terminal, Verbatim } from '../../session/terminal.ts';
import { closePlugins } from '../../tournament/plugins/plugin.ts';
import type { TaskChoice } from '../../tournament/spec/tournament.ts';
import { printable } from '../../words/printable.ts';
import type { EvalFlags } from './flags.ts';
import { evaluationJson } from './json.ts';
import { evaluationLines } from './lines.ts';
import { type EvalPlan, planEval } from './plan.ts';
import { type Scored, scored } from './scored.ts';

/**
 * Scores the champion in the file. Returns the exit code.
 * @throws UserError when something was written wrongly, or the file is no champion
 * @throws RunError when the scores cannot be written
 */
export async function runEval(
  file: string,
  task: string | undefined,
  flags: EvalFlags,
  terminal: Terminal,
): Promise<number> {
  const { json } = flags;
  try {
    const plan = await planEval(file, task, flags);
    if (json !== undefined && json !== '-') requireResultPath(json, '--json', []);
    const all = await scoreAll(plan, terminal.err);
    const surface = surfaceBeside(json, terminal);
    surface.write(linesText(evaluationLines(plan, all, surface.columns)));
    writeJson(json, terminal, () => evaluationJson(plan, all));
    return 0;
  } finally {
    await closePlugins();
  }
}

async function scoreAll(plan: EvalPlan, surface: Surface): Promise<Scored[]> {
  const device = await openDevice(plan.device);
  const progress = progressLine(surface);
  const all: Scored[] = [];
  try {
    for (const choice of plan.choices) {
      const evaluation = await evaluateChampion(plan.champion, {
        task: choice,
        seed: plan.seed,
        tuning: plan.tuning,
        sequences: plan.sequences,
        device,
        onProgress: (done, sequences) => progress.show(choice, done, sequences),
      });
      all.push(scored(plan, choice, evaluation));
    }
  } finally {
    progress.clear();
    await device.close();
  }
  return all;
}

/** Terminal codes that return to the beginning of the line and empty it. */
const WIPE = new Verbatim('\r\x1b[2K');

/** Progress line on an interactive terminal, written over again and again. */
function progressLine(surface: Surface) {
  return {
    show({ label }: TaskChoice, done: number, sequences: number): void {
      if (!surface.interactive || done >= sequences) return;
      surface.write(WIPE);
      surface.write(printable(`${label}: ${done} of ${sequences} sequences`).slice(0, surface.columns - 1));
    },
    clear(): void {
      if (surface.interactive) surface.write(WIPE);
    },
  };
}
