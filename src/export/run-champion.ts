/** Champion of a run file, with all that the run knows of it, ready for export. */
import { UserError } from '../errors.ts';
import type { Net } from '../nets/net.ts';
import { netOf } from '../nets/net-of.ts';
import type { Origin } from '../nets/solution.ts';
import type { StoredTrial } from '../store/stored-trial.ts';
import type { Checkpoint, TournamentSpec, TrialSpec } from '../tournament/spec/tournament.ts';
import type { TrialChampion } from '../tournament/spec/trial-champion.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import { bareMachine } from '../words/machines.ts';
import { bestValidation } from './best-trial.ts';
import { type Champion, type ChampionAbout, checkAbout } from './champion.ts';
import { withoutPaths } from './without-paths.ts';

/** Run as far as the sections of a champion tell of it: a run file, or a page that played its trial. */
export interface DescribedRun {
  spec(): TournamentSpec;
  about(): Readonly<Record<'genoprop' | 'node' | 'machine' | 'created', string>>;
  metrics(trialId: string): readonly Checkpoint[];
  champion(trialId: string): TrialChampion | null;
}

/**
 * Champion of a trial.
 * @param trial one that has a champion
 * @throws UserError where the run does not fit together
 */
export function championOfRun(run: DescribedRun, trial: StoredTrial, where: string): Champion {
  const fail = (what: string): never => {
    throw new UserError(`${where}: is damaged: trial ${trial.id}: ${what}`);
  };
  const planned = trialsOf(run.spec()).find(({ id }) => id === trial.id);
  if (planned === undefined) return fail("is not in the run's own plan");
  const { contestant, task } = planned;
  const champion = run.champion(trial.id)!;
  const net = champion.net ?? netOf(contestant, task.facts.shape)?.net;
  if (net === undefined) return fail(`unknown net '${contestant.architecture}'`);
  const parameters: unknown = champion.parameters;
  if (!(parameters instanceof Float32Array) || parameters.length !== net.parameters) {
    return fail(`its champion has not the ${net.parameters} float32 parameters of its net`);
  }
  // Checked as on reading, so that every file that is written can be read.
  const about = checkAbout(
    withoutPaths(
      JSON.parse(
        JSON.stringify(
          aboutOf(run, planned, trial, { net, isOwn: champion.net !== undefined, origin: champion.origin }),
        ),
      ),
    ),
    fail,
  );
  return { about, net, parameters };
}

function aboutOf(
  run: DescribedRun,
  planned: TrialSpec,
  trial: StoredTrial,
  {
    net,
    isOwn,
    origin,
  }: { readonly net: Net; readonly isOwn: boolean; readonly origin?: Origin | undefined },
): ChampionAbout {
  const { task, contestant } = planned;
  const { shape, success, chance, fingerprint, played, versions, preprocessing } = task.facts;
  const { genoprop, node, machine, created } = run.about();
  return {
    task: {
      name: task.name,
      module: task.module ?? null,
      options: task.options,
      shape,
      success,
      chance,
      fingerprint,
      ...(played === undefined ? {} : { played }),
      ...(versions === undefined ? {} : { versions }),
      ...(preprocessing === undefined ? {} : { preprocessing }),
    },
    net: {
      architecture: contestant.architecture,
      options: contestant.netOptions,
      inputs: net.inputs,
      outputs: net.outputs,
      parameters: net.parameters,
      ...(isOwn ? { own: { ...net } } : {}),
      ...(origin === undefined ? {} : { origin }),
    },
    contestant: { name: contestant.name, learner: contestant.learner, settings: contestant.settings },
    trial: {
      id: trial.id,
      seed: planned.seed,
      ...(planned.tuning === undefined ? {} : { tuning: planned.tuning }),
      repetition: planned.repetition,
      device: planned.device,
      budget: planned.budget,
    },
    result: resultOf(run, trial, success.sequences),
    provenance: {
      genoprop,
      node,
      // A worker's name is nobody's business but its owner's.
      machine: trial.machine === null ? machine : bareMachine(trial.machine),
      created,
    },
  };
}

function resultOf(
  run: DescribedRun,
  { id, result }: StoredTrial,
  sequences: number,
): ChampionAbout['result'] {
  const validation = bestValidation(run.metrics(id));
  const tested = result?.testError ?? null;
  return {
    stop: result === null ? null : { ...result.stop },
    solved: result?.solved ?? false,
    validation:
      validation === null
        ? null
        : {
            error: validation.validationError,
            loss: finite(validation.validationLoss),
            cost: validation.cost,
          },
    test:
      tested === null || result === null
        ? null
        : {
            error: tested,
            loss: finite(result.testLoss),
            sequences,
            measures: Object.fromEntries(
              Object.entries(result.testMeasures).map(([name, value]) => [name, finite(value)]),
            ),
          },
    cost: result?.cost ?? null,
    costToSolve: result?.costToSolve ?? null,
  };
}

const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
