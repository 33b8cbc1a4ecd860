/** Plan of a tournament script: loads the script and resolves its flags. */
import { basename } from 'node:path';
import { heldRun } from '../../store/held-run.ts';
import type { Calibrate } from '../../tournament/forecast/calibrate.ts';
import { closePlugins } from '../../tournament/plugins/plugin.ts';
import { loadScript } from '../../tournament/script/load-script.ts';
import { planTournament, type TournamentPlan } from '../../tournament/script/plan-tournament.ts';
import { parseBudget } from '../../tournament/spec/budget.ts';
import { seedsText } from '../../tournament/spec/repetitions.ts';
import { toTheEndOf } from '../../tournament/spec/to-the-end.ts';
import type { TournamentSpec } from '../../tournament/spec/tournament.ts';
import { endFlags } from '../duel/plan.ts';
import type { TournamentFlags } from './flags.ts';

/** Script with its plan. */
export interface PlannedScript extends TournamentPlan {
  readonly file: string;
  /** Name of the script, else of its file. */
  readonly title: string;
  /** Arguments of the command that repeats it. */
  readonly repeat: readonly string[];
}

/**
 * Loads and plans the script.
 * @param settle picks the device that `auto` stands for
 * @throws UserError on mistakes in the script or in the flags that override it
 */
export async function planScript(
  file: string,
  flags: TournamentFlags,
  settle?: Calibrate,
  onWait?: (line: string) => void,
): Promise<PlannedScript> {
  const { seeds, seed, device, run, workers, toTheEnd, until } = flags;
  const budget = flags.budget === undefined ? undefined : parseBudget(flags.budget);
  try {
    const { definition, folder } = await loadScript(file);
    const plan = await planTournament(definition, {
      source: file,
      folder,
      instead: { seeds, seed, budget, device, toTheEnd: toTheEndOf({ untilSolved: !toTheEnd, until }) },
      run: run ? heldRun(run) : null,
      workers,
      settle,
      onWait,
    });
    return { ...plan, file, title: plan.name ?? scriptName(file), repeat: repeatOf(file, flags, plan.spec) };
  } finally {
    await closePlugins();
  }
}

/** Name of a script without its endings: `quick` of `examples/quick.tournament.yaml`. */
export const scriptName = (file: string): string =>
  basename(file).replace(/(.)(\.tournament)?\.[a-z]+$/i, '$1');

const repeatOf = (file: string, flags: TournamentFlags, spec: TournamentSpec): string[] => [
  ...['npx', 'genoprop', 'tournament', file],
  ...(flags.seeds === undefined ? [] : ['--seeds', seedsText(spec)]),
  ...(flags.seed === undefined ? [] : ['--seed', String(flags.seed)]),
  ...(flags.part === undefined ? [] : ['--part', `${flags.part.number}/${flags.part.of}`]),
  ...(flags.allowSeconds ? ['--allow-seconds'] : []),
  ...(flags.budget ?? []).flatMap((limit) => ['--budget', limit]),
  ...endFlags(flags),
  ...(flags.device === undefined ? [] : ['--device', flags.device]),
];
