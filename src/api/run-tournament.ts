/** Tournament from a program: the same as `genoprop tournament`, as events instead of lines. */
import { wallClockStamp } from '../clock.ts';
import { noEarlierSession, type TrialOutcome } from '../tournament/earlier-session.ts';
import type { TournamentPlan } from '../tournament/script/plan-tournament.ts';
import type { WrittenSeeds } from '../tournament/script/seeds.ts';
import { parseBudget } from '../tournament/spec/budget.ts';
import type { TournamentDefinition } from '../tournament/spec/define-tournament.ts';
import { toTheEndOf } from '../tournament/spec/to-the-end.ts';
import type { TournamentEvent, TournamentSpec, TrialSpec } from '../tournament/spec/tournament.ts';
import { firstEvent } from './first-event.ts';

export interface RunTournamentOptions {
  /** Number of worker threads. Results do not depend on it, save under a budget in seconds. Default: one a core. */
  readonly workers?: number | undefined;
  /**
   * False to play trials of tasks from files on threads of this process, true to play them in child processes with few
   * rights. Results are the same. Default true.
   */
  readonly isolate?: boolean | undefined;
  /** Signal that stops all trials between two steps; each reports its state, and `done` follows. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Path of a run file to record into. Where it holds an earlier session of the same tournament, the new parts of the
   * tournament are added to it, and only new and unfinished trials are played. Where its budget is larger now, trials
   * that the smaller one ended go on. Default: nothing is recorded.
   *
   */
  readonly run?: string | undefined;
  /** True to retry trials of that run that failed. Default false. */
  readonly retryFailed?: boolean | undefined;
  /** Overrides of the tournament's own values; `budget` overrides the budgets of its tasks too. */
  readonly seeds?: WrittenSeeds | undefined;
  readonly seed?: number | undefined;
  /** Budget, as `--budget` takes it: `'5e10mac'`, or several. */
  readonly budget?: string | readonly string[] | undefined;
  /** False to train on after a trial is solved, to its budget, or until the share `until` is wrong in validation. */
  readonly untilSolved?: boolean | undefined;
  readonly until?: number | undefined;
  readonly device?: string | undefined;
  /** Folder that files of plugin tasks are relative to. Default: the script's; for a definition, the current. */
  readonly folder?: string | undefined;
  /** Receives a function that pauses the trials between two steps, or lets them go on. */
  readonly onStart?: ((setPaused: (paused: boolean) => void) => void) | undefined;
}

/** First event: all is resolved and checked, and nothing has started. */
export interface PlannedEvent {
  readonly type: 'planned';
  /** Spec with every task, contestant and setting, all defaults filled in. */
  readonly spec: TournamentSpec;
  /** All trials, those that ended before included. */
  readonly trials: readonly TrialSpec[];
  /** Outcomes of trials that the run file held already, by trial id. These trials have no further events. */
  readonly ended: ReadonlyMap<string, TrialOutcome>;
}

export type RunEvent = PlannedEvent | TournamentEvent;

/**
 * Plays a tournament: a definition, or the file of a script. Events are `planned`, then those of the trials
 * (`started`, `progress`, `checkpoint`, `finished`, `retried`), and at last `done`. Leaving the loop stops it.
 *
 *     for await (const event of runTournament('quick.tournament.yaml', { run: 'quick.run.sqlite' })) {
 *       if (event.type === 'finished') console.log(event.id, event.result.solved);
 *     }
 *
 * A trial that fails is a result among others: `result.stop.reason` is `failed`.
 * @throws UserError before anything starts, on a mistake in the tournament, an option or the run file
 * @throws RunError where the run file can no longer be written, and at the end where it was taken away meanwhile: it
 * names the file that holds the run
 */
export async function* runTournament(
  tournament: string | TournamentDefinition,
  options: RunTournamentOptions = {},
): AsyncGenerator<RunEvent, void> {
  const { requireOptions } = await import('./require-options.ts');
  requireOptions(options, ['retryFailed', 'seeds', 'untilSolved', 'until'], 'runTournament');
  const { spec, trials } = await plan(tournament, options);
  const opened = await openRunFile(tournament, spec, options);
  const { playInto } = await import('./play-into.ts');
  const events = playInto(spec, opened, options);
  const planned = { type: 'planned', spec, trials, ended: opened.past.finished } as const;
  yield* firstEvent(planned, opened.run);
  for await (const event of events) if (event.type !== 'round') yield event;
}

/**
 * Plans the tournament.
 * @throws UserError on a mistake in it
 */
async function plan(
  tournament: string | TournamentDefinition,
  {
    seeds,
    seed,
    budget,
    untilSolved,
    until,
    device,
    folder,
    workers,
    isolate = true,
    run: path,
  }: RunTournamentOptions,
): Promise<TournamentPlan> {
  const { planTournament } = await import('../tournament/script/plan-tournament.ts');
  const { closePlugins } = await import('../tournament/plugins/plugin.ts');
  const texts = typeof budget === 'string' ? [budget] : budget;
  const run = path === undefined ? null : (await import('../store/held-run.ts')).heldRun(path);
  const { seedsOf } = await import('../tournament/script/seeds.ts');
  const instead = {
    ...{ seed, device, budget: texts && parseBudget(texts, 'budget') },
    seeds: seeds === undefined ? undefined : seedsOf(seeds),
    toTheEnd: toTheEndOf({ untilSolved, until }),
  };
  try {
    if (typeof tournament !== 'string') {
      return await planTournament(tournament, {
        source: 'the tournament',
        folder,
        instead,
        run,
        workers,
        isolate,
      });
    }
    const { loadScript } = await import('../tournament/script/load-script.ts');
    const script = await loadScript(tournament);
    return await planTournament(script.definition, {
      source: tournament,
      folder: folder ?? script.folder,
      instead,
      run,
      workers,
      isolate,
    });
  } finally {
    await closePlugins();
  }
}

async function openRunFile(
  tournament: string | TournamentDefinition,
  spec: TournamentSpec,
  { run, retryFailed = false }: RunTournamentOptions,
) {
  if (run === undefined) return { run: null, past: noEarlierSession };
  const { aboutThisProcess } = await import('../store/about-process.ts');
  const { openSessionRun } = await import('../store/session-run.ts');
  // A script can be repeated by the command; a program's own definition only by the program.
  const commandLine = typeof tournament === 'string' ? ['tournament', tournament] : [];
  const about = { ...aboutThisProcess(wallClockStamp()), commandLine };
  return openSessionRun(run, spec, about, { retryFailed });
}
