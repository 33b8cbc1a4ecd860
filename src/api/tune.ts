/** Tuning from a program: the same as `genoprop tune`, as events instead of lines. */
import { wallClockStamp } from '../clock.ts';
import type { TrialOutcome } from '../tournament/earlier-session.ts';
import type { TournamentPlan } from '../tournament/script/plan-tournament.ts';
import { parseBudget } from '../tournament/spec/budget.ts';
import type { TournamentDefinition } from '../tournament/spec/define-tournament.ts';
import type { TournamentSpec, TrialSpec } from '../tournament/spec/tournament.ts';
import type { SamplerName } from '../tournament/spec/tuning.ts';
import type { RoundsEvent } from '../tournament/tuning/play-rounds.ts';
import type { TunedContestant } from '../tournament/tuning/tuned-contestants.ts';
import { firstEvent } from './first-event.ts';
import type { RunTournamentOptions } from './run-tournament.ts';

export interface TuneOptions
  extends Pick<
    RunTournamentOptions,
    'workers' | 'isolate' | 'signal' | 'run' | 'seed' | 'budget' | 'device' | 'folder' | 'onStart'
  > {
  /** Number of settings that are tried for each contestant, its own included. Default: the script's, or 64. */
  readonly candidates?: number | undefined;
  /** Number of tuning seeds. Default: the script's, or 3. */
  readonly seeds?: number | undefined;
  /** Sampler. Default: the script's, or `halving`. */
  readonly sampler?: SamplerName | undefined;
}

/** First event: all is resolved and checked, and nothing has started. */
export interface TuningPlannedEvent {
  readonly type: 'planned';
  /** Spec whose contestants are the candidates of the first round, or of that which the run file has come to. */
  readonly spec: TournamentSpec;
  readonly trials: readonly TrialSpec[];
  /** Outcomes of trials that the run file held already, by trial id. */
  readonly ended: ReadonlyMap<string, TrialOutcome>;
}

/** Last event of a tuning that came to its end. */
export interface TunedEvent {
  readonly type: 'tuned';
  /** Best settings of each contestant, as entries of a script: `runTournament` plays them. */
  readonly contestants: readonly TunedContestant[];
}

export type TuneEvent = TuningPlannedEvent | RoundsEvent | TunedEvent;

/**
 * Tunes the contestants of a tournament: a definition, or the file of a script. Events are `planned`, those of the
 * trials, `round` before each further round, `done`, and `tuned` with the best settings, unless it was stopped. Leaving
 * the loop stops it.
 *
 *     for await (const event of tune('tune.tournament.yaml', { run: 'night.run.sqlite' })) {
 *       if (event.type === 'tuned') console.log(event.contestants);
 *     }
 *
 * @throws UserError before anything starts, on a mistake in the tournament, an option or the run file
 * @throws RunError where the run file can no longer be written
 */
export async function* tune(
  tournament: string | TournamentDefinition,
  options: TuneOptions = {},
): AsyncGenerator<TuneEvent, void> {
  const { requireOptions } = await import('./require-options.ts');
  requireOptions(options, ['candidates', 'seeds', 'sampler'], 'tune');
  const { spec, trials } = await plan(tournament, options);
  const opened = await openRunFile(tournament, spec, options.run);
  const { playInto } = await import('./play-into.ts');
  const { tunedContestants, isTuned } = await import('../tournament/tuning/tuned-contestants.ts');
  const results = new Map<string, TrialOutcome>(opened.past.finished);
  let last = spec;
  const events = playInto(spec, opened, options);
  const planned = { type: 'planned', spec, trials, ended: opened.past.finished } as const;
  yield* firstEvent(planned, opened.run);
  for await (const event of events) {
    if (event.type === 'round') last = event.spec;
    if (event.type === 'finished') results.set(event.id, event.result);
    yield event;
  }
  if (isTuned(last, results)) yield { type: 'tuned', contestants: tunedContestants(last, results) };
}

async function plan(
  tournament: string | TournamentDefinition,
  {
    candidates,
    seeds,
    sampler,
    seed,
    budget,
    device,
    folder,
    workers,
    isolate = true,
    run: path,
  }: TuneOptions,
): Promise<TournamentPlan> {
  const { planTournament } = await import('../tournament/script/plan-tournament.ts');
  const { readTuneOptions } = await import('../tournament/script/tune.ts');
  const { closePlugins } = await import('../tournament/plugins/plugin.ts');
  const texts = typeof budget === 'string' ? [budget] : budget;
  const run = path === undefined ? null : (await import('../store/held-run.ts')).heldRun(path);
  const common = {
    instead: { seed, device, budget: texts && parseBudget(texts, 'budget') },
    tune: readTuneOptions({ candidates, seeds, sampler }),
    run,
    workers,
    isolate,
  };
  try {
    if (typeof tournament !== 'string') {
      return await planTournament(tournament, { source: 'the tournament', folder, ...common });
    }
    const { loadScript } = await import('../tournament/script/load-script.ts');
    const script = await loadScript(tournament);
    return await planTournament(script.definition, {
      source: tournament,
      folder: folder ?? script.folder,
      ...common,
    });
  } finally {
    await closePlugins();
  }
}

async function openRunFile(
  tournament: string | TournamentDefinition,
  spec: TournamentSpec,
  run: string | undefined,
) {
  const { noEarlierSession } = await import('../tournament/earlier-session.ts');
  if (run === undefined) return { run: null, past: noEarlierSession };
  const { aboutThisProcess } = await import('../store/about-process.ts');
  const { openSessionRun } = await import('../store/session-run.ts');
  const commandLine = typeof tournament === 'string' ? ['tune', tournament] : [];
  return openSessionRun(run, spec, { ...aboutThisProcess(wallClockStamp()), commandLine });
}
