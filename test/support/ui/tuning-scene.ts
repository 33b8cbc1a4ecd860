/** A tuning in full swing that never ran: searches of many candidates, some of which have ended. */
import { randomStream } from '../../../src/random/random.ts';
import type { Contestant, TournamentEvent, TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import type { TuningRound } from '../../../src/tournament/spec/tuning.ts';
import type { Shown } from '../../../src/ui/model/shown.ts';
import { followTuning } from '../../../src/watch/tuning-standing.ts';
import { checkpointed, costAt, finished, shownAfter, specOf, started } from './scenes.ts';

export interface TuningScene {
  readonly searches?: readonly string[];
  readonly candidates?: number;
  readonly seeds?: number;
  /** Number of candidates of each search that have ended; one more runs. */
  readonly ended?: number;
  readonly rounds?: readonly TuningRound[];
}

const RATES = [0.01, 0.03, 0.1, 0.3];
const STARTS = ['smart-tanh', 'identity', 'orthogonal'];

/** Names that begin with `ga` are genetic, all others gradient. */
export function tuningSpec({
  searches = ['ga', 'msgd', 'sgd'],
  candidates = 64,
  seeds = 3,
  rounds = [{ candidates, share: 1 }],
}: TuningScene = {}): TournamentSpec {
  const namesOf = (search: string) =>
    Array.from({ length: candidates }, (_, index) => `${search}#${index + 1}`);
  const plain = specOf({ contestants: searches.flatMap(namesOf), seeds });
  const share = rounds[0]!.share;
  return {
    ...plain,
    contestants: plain.contestants.map(
      (one, index): Contestant => ({
        ...one,
        settings: { learningRate: RATES[index % RATES.length]! },
        netOptions: { ...one.netOptions, initialisation: STARTS[index % STARTS.length]! },
        ...(share === 1 ? {} : { budgetShare: share }),
      }),
    ),
    tuning: {
      sampler: rounds.length > 1 ? 'halving' : 'sobol',
      rounds,
      searches: searches.map((contestant) => ({
        contestant,
        space: {
          learningRate: { kind: 'range', from: 0.01, to: 0.3, scale: 'log', whole: false },
          initialisation: { kind: 'choices', values: STARTS },
        },
        candidates: namesOf(contestant),
      })),
    },
  };
}

export function tuningMidway(scene: TuningScene = {}): Shown {
  const spec = tuningSpec(scene);
  const { ended = 20 } = scene;
  const label = spec.tasks[0]!.label;
  const events = spec.tuning!.searches.flatMap(({ candidates }) =>
    candidates.slice(0, ended + 1).flatMap((name, place): TournamentEvent[] => {
      const seeds = Array.from({ length: place === ended ? 1 : spec.seeds }, (_, index) => index + 1);
      return seeds.flatMap((seed): TournamentEvent[] => {
        const id = `${label}/${name}/${seed}`;
        const luck = randomStream('tuning-scene', id).uniform();
        const solved = luck < 0.6 - 0.2 * (place % 4);
        const course = [0, 1, 2].map((step) => checkpointed(id, step, 0.7 - 0.3 * luck * step));
        const end = finished(id, solved ? 'solved' : 'budget', {
          testError: solved ? 0.002 : 0.7 - 0.5 * luck,
          ...(solved ? { costToSolve: costAt(1e9 + 4e9 * luck) } : {}),
        });
        return [started(id), ...course, ...(place === ended ? [] : [end])];
      });
    }),
  );
  const shown = shownAfter(spec, events);
  return { ...shown, tuning: followTuning()(spec, shown.standing) };
}

/** A tuning whose last trial has ended, with the settings that mattered. */
export function tuningOver(scene: TuningScene = {}): Shown {
  const { candidates = 64 } = scene;
  const shown = tuningMidway({ ...scene, ended: candidates });
  const settings = [
    { setting: 'learningRate', importance: 0.62, low: 0.4, high: 0.9, best: '0.03 to 0.1', marginal: [] },
    { setting: 'initialisation', importance: 0.2, low: -0.05, high: 0.3, best: 'identity', marginal: [] },
  ];
  const searches = shown.spec.tuning!.searches;
  const mattered = new Map(searches.map(({ contestant }) => [contestant, { settings, reason: null }]));
  return { ...shown, over: 'done', watched: true, mattered };
}
