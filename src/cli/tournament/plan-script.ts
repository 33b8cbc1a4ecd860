/** A tournament script, loaded and planned. */
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

/** A script as it is going to be played. */
export interface PlannedScript extends TournamentPlan {
  readonly file: string;
  /** The script's own name, else its file's. */
  readonly title: string;
  /** The command that repeats it, word by word. */
  readonly repeat: readonly string[];
}

/**
 * @param settle what the device `auto` stands for
 * @throws UserError on whatever is wrong with the script or with the flags that go over it
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

/** `quick` of `examples/quick.tournament.yaml`. */
export const scriptName = (file: string): string =>
  basename(file).replace(/(.)(\.tournament)?\.[a-z]+$/i, '$1');

const repeatOf = (file: string, flags: TournamentFlags, spec: TournamentSpec): string[] => [
  ...['npx', 'genoprop', 'tournament', file],
  ...(flags.seeds === undefined ? [] : ['--seeds', seedsText(spec)]),
  ...(flags.seed === undefined ? [] : ['--seed', String(flags.seed)]),
  ...(flags.budget ?? []).flatMap((limit) => ['--budget', limit]),
  ...endFlags(flags),
  ...(flags.device === undefined ? [] : ['--device', flags.device]),
];
