/**
 * Data of a report from the duel of the page, so that its figures are the report's own: curves, insides, nets. Fields
 * that only a run file has are left empty.
 */
import { curveOf } from '../report/curve.ts';
import type {
  ChampionFilm,
  ChampionGraph,
  ChampionTrace,
  ReportData,
  ReportTrial,
  Specimen,
  Specimens,
  TracedUnits,
} from '../report/data.ts';
import { type Limits, limitsFor, unitsOfStrip } from '../report/limits.ts';
import { populationOf } from '../report/population.ts';
import { solvedBy } from '../report/solved-by.ts';
import { speciesOf } from '../report/species.ts';
import { stagesOf } from '../report/stages.ts';
import { byteOf } from '../report/state-bytes.ts';
import { short } from '../report/thin.ts';
import type { Verdict } from '../statistics/verdict-types.ts';
import type { Offer, TraceAnswer } from './messages.ts';
import type { Duel, Trial } from './session.ts';

/** Pictures of nets that the page has asked for. */
export interface Looked {
  readonly specimens: Specimens | null;
  readonly films: readonly ChampionFilm[];
  readonly graphs: readonly ChampionGraph[];
}

export const NOTHING_LOOKED: Looked = { specimens: null, films: [], graphs: [] };

const NO_VERDICT: Verdict = { winner: null, text: '', rows: [], comparisons: [] };

/** Trials as a report has them, by what they were made from: most have not changed since the last drawing. */
const made = new WeakMap<Trial, ReportTrial>();

/** @param whole true for curves with every validation, to be saved */
export function pageData(duel: Duel, offer: Offer | null, looked: Looked, whole = false): ReportData {
  const { plan, summary } = duel;
  const { spec } = plan;
  const limits = limitsFor({ tasks: 1, contestants: spec.contestants.length, seeds: spec.seeds });
  const trials = duel.trials.map((trial) => {
    if (whole) return reported(trial, { ...limits, curve: Number.POSITIVE_INFINITY });
    const known = made.get(trial) ?? reported(trial, limits);
    made.set(trial, known);
    return known;
  });
  const told = summary?.summary.tasks[0];
  const finished = trials.filter(({ state }) => state === 'finished').length;
  return {
    ...{ format: 'genoprop.report/1', made: '', genoprop: offer?.genoprop ?? '', file: '', sessions: [] },
    state: finished === trials.length ? 'done' : 'running',
    counts: {
      ...{ planned: trials.length, finished, failed: 0 },
      ...{
        underWay: trials.filter(({ state }) => state === 'running').length,
        left: trials.length - finished,
      },
    },
    ...{ command: plan.commandLine, spec, contestants: plan.contestants, measures: offer?.measures ?? [] },
    tasks: [
      {
        label: spec.tasks[0]!.label,
        summary: plan.words.task,
        verdict: told?.verdict ?? NO_VERDICT,
        guessing: told?.guessing ?? null,
        solved: {
          macs: solvedBy('macs', spec.contestants, trials),
          seconds: solvedBy('seconds', spec.contestants, trials),
          steps: solvedBy('steps', spec.contestants, trials),
        },
        ...{ trials, specimens: looked.specimens, specimensLack: null },
        ...(looked.films.length === 0 ? {} : { films: looked.films }),
        ...(looked.graphs.length === 0 ? {} : { graphs: looked.graphs }),
      },
    ],
    ...{ overall: null, winner: summary?.summary.winner ?? null, text: summary?.text ?? '' },
    ...{ methods: '', left: [] },
  };
}

const STATES: Readonly<Record<Trial['state'], ReportTrial['state']>> = {
  ...{ waiting: 'planned', playing: 'running', standing: 'running' },
  ...{ ended: 'finished', failed: 'stopped' },
};

function reported(trial: Trial, limits: Limits): ReportTrial {
  const { spec, checkpoints, result } = trial;
  const stages = stagesOf(checkpoints, limits);
  const population = populationOf(checkpoints, limits.histograms);
  const species = speciesOf(checkpoints, limits.histograms);
  return {
    ...{ id: spec.id, contestant: spec.contestant.name, repetition: spec.repetition },
    ...{ state: STATES[trial.state], stop: result?.stop ?? null, solved: result?.solved ?? false },
    ...{ testError: result?.testError ?? null, testLoss: short(result?.testLoss) },
    testMeasures: Object.fromEntries(
      Object.entries(result?.testMeasures ?? {}).map(([name, value]) => [name, short(value)]),
    ),
    ...{ cost: trial.cost, costToSolve: result?.costToSolve ?? null, parameters: trial.parameters },
    ...{ trained: null, retries: 0, machine: null, curve: curveOf(checkpoints, limits.curve) },
    ...(stages === null ? {} : { stages }),
    ...(population === null ? {} : { population }),
    ...(species === null ? {} : { species }),
  };
}

/** Trial of a contestant whose net is shown: as the report chooses it, solved first, then by the least error. */
export function bestTrial(trials: readonly Trial[], contestant: string): Trial | null {
  const own = trials.filter(({ spec, champion }) => spec.contestant.name === contestant && champion !== null);
  const errorOf = ({ result, checkpoints }: Trial): number =>
    result?.testError ?? checkpoints.at(-1)?.validationError ?? Number.MAX_VALUE;
  const lossOf = ({ result, checkpoints }: Trial): number =>
    result?.testLoss ?? checkpoints.at(-1)?.validationLoss ?? Number.MAX_VALUE;
  const ranked = own.toSorted(
    (a, b) =>
      Number(b.result?.solved ?? false) - Number(a.result?.solved ?? false) ||
      errorOf(a) - errorOf(b) ||
      lossOf(a) - lossOf(b),
  );
  return ranked[0] ?? null;
}

/** Traces of nets on one sequence, as the report's figures of champions take them. */
export function specimensOf(
  sequence: Specimen,
  traces: readonly { readonly trial: Trial; readonly trace: TraceAnswer }[],
): Specimens {
  const limits = limitsFor({ tasks: 1, contestants: traces.length, seeds: 1 });
  return { sequences: [sequence], champions: traces.map(({ trial, trace }) => traced(trial, trace, limits)) };
}

function traced({ spec, result }: Trial, { strips, outputs }: TraceAnswer, limits: Limits): ChampionTrace {
  const most = unitsOfStrip(limits, strips.length);
  const drawn = strips.map((strip) => unitsOf(strip, most));
  return {
    ...{ contestant: spec.contestant.name, repetition: spec.repetition },
    ...{ testError: result?.testError ?? null, solved: result?.solved ?? false },
    ...(strips.length === 1
      ? {}
      : {
          strips: strips
            .slice(0, -1)
            .map(({ label, name, isShare }, index) => ({ label, name, isShare, ...drawn[index]! })),
        }),
    ...drawn.at(-1)!,
    outputs: [outputs],
  };
}

function unitsOf({ values, scale, outputUnits }: TraceAnswer['strips'][number], most: number): TracedUnits {
  const hidden = values[0]?.length ?? 0;
  const shown = Math.min(hidden, most);
  const letters = values.flatMap((step) =>
    step.slice(0, shown).map((value) => String.fromCharCode(byteOf(value, scale))),
  );
  return {
    ...{ hidden, shown, scale },
    ...(outputUnits === undefined ? {} : { outputUnits }),
    states: [btoa(letters.join('')).replaceAll('+', '-').replaceAll('/', '_')],
  };
}
