/** Collector of a report's data from a run file, read in one transaction however much is being written. */

import { tasks } from '../../tasks/index.ts';
import { oneLine } from '../blame.ts';
import { graphParts } from '../export/graph-parts.ts';
import { withoutPaths } from '../export/without-paths.ts';
import { learners } from '../learners/index.ts';
import { describedBy, type MeasureDescription } from '../learners/measure-description.ts';
import type { GraphNet } from '../nets/graph-net.ts';
import { netOf } from '../nets/net-of.ts';
import type { RunFile } from '../store/run-file.ts';
import { countTrials, runState } from '../store/run-state.ts';
import type { StoredTrial } from '../store/stored-trial.ts';
import { computingMachines, trialMachines } from '../store/trial-machines.ts';
import { repetitionsOf } from '../tournament/spec/repetitions.ts';
import type { Cost, TaskChoice, TournamentSpec, TrialResult } from '../tournament/spec/tournament.ts';
import { sizeOfTrial, trainedInTrial } from '../tournament/spec/trained.ts';
import { summarise } from '../tournament/summarise.ts';
import { testSpecimens } from '../tournament/trial/specimens.ts';
import { tuningSummary } from '../tournament/tuning/tuning-summary.ts';
import { type Best, bestChampions, specimensOf } from './champions.ts';
import { repeatCommand } from './command.ts';
import { reportContestant } from './contestant.ts';
import { curveOf } from './curve.ts';
import type { ChampionGraph, ReportData, ReportTask, ReportTrial } from './data.ts';
import { filmsOf } from './films.ts';
import { graphPicture } from './graph/layout.ts';
import { type Limits, limitsFor } from './limits.ts';
import { methodsText } from './methods-text.ts';
import { populationOf } from './population.ts';
import { readableData } from './readable-data.ts';
import { solvedBy } from './solved-by.ts';
import { speciesOf } from './species.ts';
import { stagesOf } from './stages.ts';
import { thinningNotes } from './thinning-notes.ts';
import { bestAlone, reportTuning } from './tuning/report-tuning.ts';
import { untested } from './tuning/untested.ts';

export interface Made {
  /** Time, ISO 8601, and genoprop's version. */
  readonly made: string;
  readonly genoprop: string;
}

type Result = Omit<TrialResult, 'champion'>;

const NOT_RUN =
  'The task comes from a file, whose code is not run here: test sequences are in a report by `genoprop report`.';

export interface Collected {
  /** False where no code of a task from a file is run: then its test sequences and episodes are not shown. */
  readonly runsPlugins?: boolean;
}

export async function collectReport(
  run: RunFile,
  { made, genoprop }: Made,
  { runsPlugins = true }: Collected = {},
): Promise<ReportData> {
  const { spec, tuning, sessions, machines, state, counts, trials, champions, limits } = run.consistently(
    () => readAll(run),
  );
  const results = new Map(trials.flatMap(({ stored }) => resultEntry(stored)));
  const summary = tuning === null ? summarise(spec, results) : untested(summarise(spec, results), tuning);
  const reports = spec.tasks.map(async (task, index): Promise<ReportTask> => {
    const { verdict, guessing, solvedCurves } = summary.tasks[index]!;
    const mine = trials.filter(({ stored }) => stored.task === task.label);
    const reported = mine.map(({ report }) => report);
    const shown = champions.get(task.label) ?? [];
    return {
      label: task.label,
      summary: summaryOf(task),
      verdict,
      guessing,
      solved: {
        macs: solvedCurves,
        seconds: solvedBy('seconds', spec.contestants, reported),
        steps: solvedBy('steps', spec.contestants, reported),
      },
      trials: reported,
      ...(runsPlugins || task.module === undefined || shown.length === 0
        ? await specimens(task, spec, shown, limits)
        : { specimens: null, specimensLack: NOT_RUN }),
      ...graphs(task, shown),
    };
  });
  const data = {
    format: 'genoprop.report/1' as const,
    ...{ made, genoprop, file: run.path, state, counts, sessions, spec },
    command: repeatCommand(sessions),
    contestants: spec.contestants.map(reportContestant),
    measures: describedMeasures(trials.map(({ report }) => report)),
    tasks: await Promise.all(reports),
    ...(tuning === null ? {} : { tuning }),
    ...{ overall: summary.overall, winner: summary.winner, text: summary.text },
    methods: methodsText({ spec, sessions, machines, counts, summary, tuning }),
  };
  return readableData(withoutPaths({ ...data, left: thinningNotes(data, limits) }));
}

/** Descriptions of the numbers that these trials report. */
function describedMeasures(trials: readonly ReportTrial[]): readonly MeasureDescription[] {
  const told = new Set(trials.flatMap(({ curve }) => Object.keys(curve.inside)));
  return describedBy(learners).filter(({ key }) => told.has(key));
}

const summaryOf = ({ name, module }: TaskChoice): string | null =>
  (module === undefined && tasks.find((task) => task.name === name)?.summary) || null;

function readAll(run: RunFile) {
  const planned = run.spec();
  const all = run.trials();
  const tuned = tuningOf(planned, all);
  const spec = tuned?.spec ?? planned;
  const shown = new Set(spec.contestants.map(({ name }) => name));
  const limits = limitsFor({
    tasks: spec.tasks.length,
    contestants: spec.contestants.length,
    seeds: spec.seeds,
  });
  const machines = trialMachines(all, run.sessions());
  const isOne = new Set(machines.values()).size < 2;
  const pictured = new Set(repetitionsOf(spec).slice(0, limits.pictures));
  const trials = all
    .filter(({ contestant }) => shown.has(contestant))
    .map((stored) => {
      const isPictured = pictured.has(stored.repetition);
      const machine = isOne ? stored.machine : (machines.get(stored.id) ?? null);
      return { stored, report: reportTrial(run, stored, { spec, limits, isPictured, machine }) };
    });
  const champions = new Map(
    spec.tasks.map(({ label }) => {
      const mine = trials.filter(({ stored }) => stored.task === label).map(({ report }) => report);
      return [label, bestChampions(spec.contestants, mine, (id) => run.champion(id))];
    }),
  );
  return {
    ...{ spec, trials, champions, limits, tuning: tuned?.tuning ?? null },
    sessions: run.sessions(),
    machines: computingMachines(all, run.sessions()),
    state: runState(run),
    counts: countTrials(all),
  };
}

/** Tuning of a run, and the spec of its best candidates alone; null where nothing is tuned. */
export function tuningOf(planned: TournamentSpec, all: readonly StoredTrial[]) {
  const summary = tuningSummary(planned, new Map(all.flatMap(resultEntry)));
  if (summary === null) return null;
  const spent = all.map(({ contestant, result }) => ({ contestant, macs: result?.cost.macs ?? 0 }));
  return { spec: bestAlone(planned, summary), tuning: reportTuning(planned, summary, spent) };
}

const finite = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null;

/** Most characters of a trial's words on its end: a message of the user's own code may be of any length. */
const MOST_CHARACTERS = 2000;

const cut = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;

const NOTHING: Cost = { macs: 0, updates: 0, evaluations: 0, sequences: 0, seconds: 0 };

interface Extent {
  readonly spec: TournamentSpec;
  readonly limits: Limits;
  readonly isPictured: boolean;
  readonly machine: string | null;
}

function reportTrial(
  run: RunFile,
  stored: StoredTrial,
  { spec, limits, isPictured, machine }: Extent,
): ReportTrial {
  const { id, contestant, repetition, state, retries, result } = stored;
  const checkpoints = run.metrics(id);
  const stages = isPictured ? stagesOf(checkpoints, limits) : null;
  const population = isPictured ? populationOf(checkpoints, limits.histograms) : null;
  const species = isPictured ? speciesOf(checkpoints, limits.histograms) : null;
  return {
    ...{ id, contestant, repetition, state, retries, machine },
    stop: result === null ? null : { ...result.stop, detail: cut(result.stop.detail) },
    solved: result?.solved ?? false,
    testError: result?.testError ?? null,
    testLoss: finite(result?.testLoss),
    testMeasures: Object.fromEntries(
      Object.entries(result?.testMeasures ?? {}).map(([name, value]) => [name, finite(value)]),
    ),
    cost: result?.cost ?? checkpoints.at(-1)?.cost ?? NOTHING,
    costToSolve: result?.costToSolve ?? null,
    parameters: sizeOfTrial(spec, stored),
    trained: trainedInTrial(spec, stored),
    curve: curveOf(checkpoints, limits.curve),
    ...(stages === null ? {} : { stages }),
    ...(population === null ? {} : { population }),
    ...(species === null ? {} : { species }),
  };
}

function resultEntry({ id, result }: StoredTrial): (readonly [string, Result])[] {
  return result === null ? [] : [[id, result]];
}

async function specimens(
  task: TaskChoice,
  spec: TournamentSpec,
  champions: readonly Best[],
  limits: Limits,
): Promise<Pick<ReportTask, 'specimens' | 'specimensLack' | 'films'>> {
  if (champions.length === 0) return { specimens: null, specimensLack: 'No trial has left a champion yet.' };
  if (task.facts.shape.episode !== undefined) {
    return { specimens: null, ...(await filmsOf(task, spec, champions, limits)) };
  }
  try {
    const { limits: pluginLimits, ...origin } = spec;
    const batch = await testSpecimens(task, origin, limits.specimens, pluginLimits);
    return { specimens: specimensOf(task, champions, batch, limits), specimensLack: null };
  } catch (error) {
    return { specimens: null, specimensLack: `Test sequences cannot be drawn here: ${oneLine(error)}.` };
  }
}

/** Pictures of the champions that are graphs. */
function graphs({ facts: { shape } }: TaskChoice, champions: readonly Best[]): Pick<ReportTask, 'graphs'> {
  const drawn = champions.flatMap(({ contestant, trial, net: own, parameters }): ChampionGraph[] => {
    const net = own ?? netOf(contestant, shape)?.net;
    if (net?.architecture !== 'graph' || net.parameters !== parameters.length) return [];
    const parts = graphParts(net as GraphNet, parameters, shape);
    const picture = parts && graphPicture(parts);
    return picture ? [{ contestant: contestant.name, repetition: trial.repetition, ...picture }] : [];
  });
  return drawn.length === 0 ? {} : { graphs: drawn };
}
