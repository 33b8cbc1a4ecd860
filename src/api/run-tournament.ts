/** Playing a tournament from a program: what `genoprop tournament` plays, as events instead of lines. */
import { availableParallelism } from 'node:os';
import { monotonicSeconds, wallClockStamp } from '../clock.ts';
import { RunError } from '../errors.ts';
import { noEarlierSession, type TrialOutcome } from '../tournament/earlier-session.ts';
import type { TournamentPlan } from '../tournament/script/plan-tournament.ts';
import type { WrittenSeeds } from '../tournament/script/seeds.ts';
import { parseBudget } from '../tournament/spec/budget.ts';
import type { TournamentDefinition } from '../tournament/spec/define-tournament.ts';
import { toTheEndOf } from '../tournament/spec/to-the-end.ts';
import type { TournamentEvent, TournamentSpec, TrialSpec } from '../tournament/spec/tournament.ts';

export interface RunTournamentOptions {
  /** Worker threads. Results do not depend on it, save under a budget in seconds. Default: one a core. */
  readonly workers?: number | undefined;
  /** Aborting stops all trials between two steps; each tells how it stands, and `done` follows. */
  readonly signal?: AbortSignal | undefined;
  /**
   * A run file to record into. Where it holds an earlier session of the same tournament, what is new in the
   * tournament is added to it, and only what is new or unfinished is played. Where its budget is larger now, trials
   * that the smaller one ended go on. Default: nothing is recorded.
   */
  readonly run?: string | undefined;
  /** Trials of that run that failed are tried again. Default false. */
  readonly retryFailed?: boolean | undefined;
  /** Take the place of what the tournament says; `budget` of the budgets of its tasks too. */
  readonly seeds?: WrittenSeeds | undefined;
  readonly seed?: number | undefined;
  /** As `--budget` takes it: `'5e10mac'`, or several. */
  readonly budget?: string | readonly string[] | undefined;
  /** false: trials train on after they are solved, to their budget, or until `until` is wrong in validation. */
  readonly untilSolved?: boolean | undefined;
  readonly until?: number | undefined;
  readonly device?: string | undefined;
  /** The folder that files of plugin tasks are relative to. Default: the script's; for a definition, the current. */
  readonly folder?: string | undefined;
  /** Given a function that makes the trials pause between two steps, and go on. */
  readonly onStart?: ((setPaused: (paused: boolean) => void) => void) | undefined;
}

/** The first event: all is resolved and checked, and nothing has started. */
export interface PlannedEvent {
  readonly type: 'planned';
  /** Every task, contestant and setting, with nothing left to a default. */
  readonly spec: TournamentSpec;
  /** All trials, those that ended before among them. */
  readonly trials: readonly TrialSpec[];
  /** By trial id: how those ended that the run file held already. They are not told of again. */
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
 * @throws UserError before anything starts, on whatever is wrong with the tournament, an option or the run file
 * @throws RunError where the run file can no longer be written, and at the end where it was taken away meanwhile: it
 * names the file that holds the run
 */
export async function* runTournament(
  tournament: string | TournamentDefinition,
  options: RunTournamentOptions = {},
): AsyncGenerator<RunEvent, void> {
  const { workers = availableParallelism(), signal } = options;
  const { spec, trials } = await plan(tournament, options);
  const { runTournament: play } = await import('../tournament/threads/run-tournament.ts');
  const { run, past } = await openRunFile(tournament, spec, options);
  const enough = new AbortController();
  const kept =
    run === null
      ? null
      : (await import('../store/kept-run.ts')).keepRun(run, options.run!, {
          spec,
          now: monotonicSeconds,
          // It is in what is thrown at the end.
          note: () => {},
        });
  let failure: unknown = null;
  const stopTending =
    kept === null
      ? () => {}
      : (await import('../store/kept-run.ts')).tending(kept, (error) => {
          failure ??= error;
          enough.abort();
        });
  const events = play(spec, {
    workers,
    signal: signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]),
    resume: past.resume,
    finished: new Set(past.finished.keys()),
    onStart: options.onStart,
  });
  try {
    yield { type: 'planned', spec, trials, ended: past.finished };
    for (;;) {
      const { done, value } = await events.next();
      if (failure !== null) throw failure;
      if (done) break;
      kept?.record(value);
      yield value;
    }
    await kept?.settle(signal);
    kept?.close();
    if (kept !== null && kept.loss !== null) throw new RunError(kept.loss);
  } finally {
    stopTending();
    // Left early, the trials say how they stand, and the run keeps it.
    enough.abort();
    for (let next = await events.next(); !next.done; next = await events.next()) kept?.record(next.value);
    kept?.close();
  }
}

/** @throws UserError on whatever is wrong */
async function plan(
  tournament: string | TournamentDefinition,
  { seeds, seed, budget, untilSolved, until, device, folder, workers, run: path }: RunTournamentOptions,
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
      return await planTournament(tournament, { source: 'the tournament', folder, instead, run, workers });
    }
    const { loadScript } = await import('../tournament/script/load-script.ts');
    const script = await loadScript(tournament);
    return await planTournament(script.definition, {
      source: tournament,
      folder: folder ?? script.folder,
      instead,
      run,
      workers,
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
  // What a program does with a script, the command does as well; a definition of its own only it can repeat.
  const commandLine = typeof tournament === 'string' ? ['tournament', tournament] : [];
  const about = { ...aboutThisProcess(wallClockStamp()), commandLine };
  return openSessionRun(run, spec, about, { retryFailed });
}
