/** Check of a plugin task, step by step: it loads it, describes it, and runs all of `tasks/checks`. */

import { tasks } from '../../../tasks/index.ts';
import { oneLine, UserError } from '../../errors.ts';
import { assignmentWording, readAssignments } from '../../options/parse.ts';
import { optionText } from '../../options/written.ts';
import type { CheckName } from '../../tasks/checks/index.ts';
import { failed, noted, type Outcome, passed, percent } from '../../tasks/checks/outcome.ts';
import { inputText, outputText } from '../../tasks/shape-text.ts';
import { type Host, PluginFault } from '../plugins/host.ts';
import { moduleOf } from '../plugins/module.ts';
import { newHost, wordsOf } from '../plugins/plugin.ts';
import type { Description } from '../plugins/services.ts';
import { runTournament } from '../run-tournament.ts';
import { choiceOf, type Settled } from '../spec/choose-task.ts';
import { measureText, showsError } from '../spec/criterion.ts';
import { resolveContestant } from '../spec/resolve.ts';
import {
  defaultLimits,
  type PluginLimits,
  type TournamentSpec,
  type TrialResult,
} from '../spec/tournament.ts';
import { extremesOf } from './extremes.ts';

/** Line of one check. */
export interface CheckLine extends Outcome {
  readonly check: string;
}

export interface CheckOptions {
  /** Assignments, `key=value`, of the task's options. */
  readonly assignments?: readonly string[] | undefined;
  /** Folder that a path or a package is looked for from. Default: the working folder. */
  readonly from?: string | undefined;
  readonly limits?: PluginLimits | undefined;
  /** Receives the plugin's prints. */
  readonly onPrint?: ((text: string) => void) | undefined;
}

/**
 * Checks the plugin, line by line. Once sequences cannot be drawn, checks that need them are skipped.
 * @throws UserError where there is no such file, and on an assignment to an option that the task does not have
 */
export async function* checkPlugin(
  file: string,
  { assignments = [], from = process.cwd(), limits = defaultLimits, onPrint }: CheckOptions = {},
): AsyncGenerator<CheckLine, void> {
  if (tasks.some(({ name }) => name === file)) {
    throw new UserError(`${file}: is a built-in task; what can be tried is a file or an npm package`);
  }
  const module = moduleOf(file, from);
  if (module === null) {
    throw new UserError(`${file}: there is no such file, nor an npm package of that name`);
  }
  const trying: Trying = {
    host: newHost(module, `task ${file}`, limits, { onPrint }),
    file,
    module,
    limits,
  };
  try {
    yield* conduct(trying, assignments);
  } finally {
    await trying.host.close();
  }
}

interface Trying {
  readonly host: Host;
  readonly file: string;
  readonly module: string;
  readonly limits: PluginLimits;
}

async function* conduct(trying: Trying, assignments: readonly string[]): AsyncGenerator<CheckLine, void> {
  const { host, file, limits } = trying;
  let task: Description;
  try {
    task = await host.ask('describe');
  } catch (error) {
    yield { check: 'loads', ...failed(bare(error, file)) };
    return;
  }
  yield { check: 'loads', ...passed(`task ${task.name}: ${task.summary}`) };
  const values = readAssignments(assignments, task.options, '--set');
  yield { check: 'options', ...optionsOutcome(task) };
  let settled: Settled;
  try {
    settled = await host.ask(
      'settle',
      values,
      wordsOf(assignmentWording(assignments, '--set'), task.options, values),
    );
  } catch (error) {
    // A fault of the command is not one of the plugin.
    if (oneLine(error).startsWith('--set')) throw error;
    // The function's name is the line's own already.
    yield { check: 'shape', ...failed(bare(error, file).replace(/^shape: /, '')) };
    return;
  }
  const { shape } = settled.facts;
  yield { check: 'shape', ...passed(`in: ${inputText(shape)}; out: ${outputText(shape)}`) };
  const isEpisode = shape.episode !== undefined;
  const guessing = ['guessing', () => guessingOutcome(trying, settled)] as const;
  const sequenceChecks: readonly (readonly [string, () => Promise<Outcome>])[] = [
    ['targets', () => tried(trying, 'targets', settled)],
    ['determinism', () => determinismOutcome(trying, settled, 'determinism')],
    ['parts', () => tried(trying, 'parts', settled)],
    ['judge', () => tried(trying, 'judge', settled)],
    ['chance', () => tried(trying, 'chance', settled)],
    guessing,
    ['speed', () => tried(trying, 'speed', settled)],
  ];
  const episodeChecks: readonly (readonly [string, () => Promise<Outcome>])[] = [
    ['determinism', () => determinismOutcome(trying, settled, 'episodeDeterminism')],
    ['parts', () => tried(trying, 'episodeParts', settled)],
    guessing,
    ['speed', () => tried(trying, 'episodeSpeed', settled)],
  ];
  const rest: readonly (readonly [string, () => Promise<Outcome>])[] = [
    ['extremes', () => extremesOutcome(trying, task, values)],
    ...(isEpisode ? episodeChecks : sequenceChecks),
    ['memory', async () => passed(`${host.peakMegabytes} MB at most, of ${limits.megabytes} MB allowed`)],
  ];
  const first = isEpisode ? 'episodes' : 'sequences';
  const sequences = await tried(trying, first, settled);
  yield { check: first, ...sequences };
  for (const [check, act] of rest) {
    if (sequences.status === 'failed') yield { check, ...noted('not tried') };
    else yield { check, ...(await act().catch((error: unknown) => failed(bare(error, file)))) };
  }
}

/** Message without the file, which all lines are about. */
function bare(error: unknown, file: string): string {
  const line = oneLine(error);
  const place = `task ${file}: `;
  return line.startsWith(place) ? line.slice(place.length) : line;
}

function optionsOutcome({ options }: Description): Outcome {
  if (options.length === 0) return noted('none');
  const values = options.map((option) => `${option.name}=${optionText(option.default)}`);
  return passed(`${values.join(', ')}; each has a default and a meaning`);
}

const tried = (trying: Trying, check: CheckName, { options }: Settled): Promise<Outcome> =>
  trying.host.ask('check', check, options).catch((error: unknown) => failed(bare(error, trying.file)));

/** Determinism within one thread, and in a fresh one. */
async function determinismOutcome(trying: Trying, settled: Settled, check: CheckName): Promise<Outcome> {
  const outcome = await tried(trying, check, settled);
  if (outcome.status !== 'passed') return outcome;
  const { host, module, file, limits } = trying;
  const fresh = newHost(module, `task ${file}`, limits, { isSecond: true });
  try {
    const digests = [await host.ask('digest', settled.options), await fresh.ask('digest', settled.options)];
    if (digests[0] === digests[1]) return outcome;
    return failed(
      `another thread draws other ${settled.facts.shape.episode ? 'episodes' : 'sequences'} from the same stream; keep nothing between calls`,
    );
  } finally {
    await fresh.close();
  }
}

/**
 * Outcome of extreme options. Refusing a combination of options is right; failing to draw under an accepted one is not.
 */
async function extremesOutcome({ host, file }: Trying, task: Description, values: object): Promise<Outcome> {
  const extremes = extremesOf(task.options);
  if (extremes.length === 0) return noted('no option has any');
  const refused: string[] = [];
  for (const { option, value } of extremes) {
    const written = `${option}=${optionText(value)}`;
    const given = { ...values, [option]: value };
    try {
      const settled = await host
        .ask('settle', given, wordsOf(assignmentWording([], written), task.options, given))
        .catch((error: unknown) => {
          if (error instanceof PluginFault) throw error;
          refused.push(`${written} (${bare(error, file)})`);
          return null;
        });
      if (settled !== null) await host.ask('few', settled.options);
    } catch (error) {
      return failed(`${written}: ${bare(error, file)}`);
    }
  }
  const drawn = `${extremes.length - refused.length} of ${extremes.length} option values at the edge can be drawn`;
  return passed(refused.length === 0 ? drawn : `${drawn}; refused: ${refused.join(', ')}`);
}

const GUESSING = { budget: { evaluations: 2000, macs: 4e9 }, milliseconds: 30_000 };

/** Outcome of guessing: a task that guessing solves proves nothing. */
async function guessingOutcome({ host, module, limits }: Trying, settled: Settled): Promise<Outcome> {
  const choice = choiceOf(settled, await host.ask('sample', settled.options), module);
  const spec: TournamentSpec = {
    tasks: [choice],
    contestants: [resolveContestant('random')],
    seeds: 1,
    seed: 1,
    budget: GUESSING.budget,
    device: 'wasm',
    limits,
  };
  let result: TrialResult | null = null;
  for await (const event of runTournament(spec, { signal: AbortSignal.timeout(GUESSING.milliseconds) })) {
    if (event.type === 'finished') result = event.result;
  }
  const { stop, solved, testError, testMeasures, cost } = result!;
  const nets = `${cost.evaluations} random nets`;
  if (stop.reason === 'failed') return failed(stop.detail);
  if (stop.reason === 'stopped') {
    return noted(`not finished after ${GUESSING.milliseconds / 1000} s, ${nets} were tried`);
  }
  if (solved)
    return failed(`the best of ${nets} solves it, so that solving it proves nothing; make it harder`);
  const { success } = choice.facts;
  if (success.measure !== undefined && !showsError(success)) {
    const reached = measureText(testMeasures[success.measure], success.unit);
    return passed(`the best of ${nets} has ${success.measure} ${reached}`);
  }
  const of = choice.facts.shape.episode === undefined ? 'sequences wrong' : 'episodes lost';
  return passed(`the best of ${nets} has ${percent(testError!)} of the ${of}`);
}
