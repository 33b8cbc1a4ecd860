/** Plan of a tuning: loads the script and resolves its flags. */
import { heldRun } from '../../store/held-run.ts';
import type { Calibrate } from '../../tournament/forecast/calibrate.ts';
import { closePlugins } from '../../tournament/plugins/plugin.ts';
import { loadScript } from '../../tournament/script/load-script.ts';
import { planTournament } from '../../tournament/script/plan-tournament.ts';
import { parseBudget } from '../../tournament/spec/budget.ts';
import { type PlannedScript, scriptName } from '../tournament/plan-script.ts';
import type { TuneFlags } from './flags.ts';

/**
 * Loads and plans the script.
 * @param settle picks the device that `auto` stands for
 * @throws UserError on mistakes in the script or in the flags that override it
 */
export async function planTune(
  file: string,
  flags: TuneFlags,
  settle?: Calibrate,
  onWait?: (line: string) => void,
): Promise<PlannedScript> {
  const { candidates, seeds, sampler, then: afterwards, seed, device, run, workers } = flags;
  const budget = flags.budget === undefined ? undefined : parseBudget(flags.budget);
  const given = Object.entries({ candidates, seeds, sampler, afterwards }).filter(
    ([, value]) => value !== undefined,
  );
  try {
    const { definition, folder } = await loadScript(file);
    const plan = await planTournament(definition, {
      source: file,
      folder,
      instead: { seed, budget, device },
      tune: Object.fromEntries(given),
      run: run ? heldRun(run) : null,
      workers,
      settle,
      onWait,
    });
    return { ...plan, file, title: plan.name ?? scriptName(file), repeat: repeatOf(file, flags) };
  } finally {
    await closePlugins();
  }
}

const repeatOf = (file: string, flags: TuneFlags): string[] => [
  ...['npx', 'genoprop', 'tune', file],
  ...(['candidates', 'seeds', 'sampler', 'seed'] as const).flatMap((flag) =>
    flags[flag] === undefined ? [] : [`--${flag}`, String(flags[flag])],
  ),
  ...(flags.budget ?? []).flatMap((limit) => ['--budget', limit]),
  ...(flags.then === undefined ? [] : ['--then', String(flags.then)]),
  ...(flags.device === undefined ? [] : ['--device', flags.device]),
];
