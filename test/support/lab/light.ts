/**
 * A light look at each view of the lab, which takes a second or so: the contract test runs it several times. A new view
 * needs an entry here.
 */
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import type { TournamentSpec } from '../../../src/tournament/spec/tournament.ts';

/** Options of the light look, beside the defaults. A view that can look at a run looks at the small one. */
export const LIGHT: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  vanish: { show: 'all', draws: 20, images: 40, epochs: 1, width: 8, layers: 2, sequences: 32 },
  cliff: { grid: 17, updates: 20, sequences: 16, lengths: '20', replay: 100 },
  horizons: { sequences: 16, perturbations: 4, resamples: 20 },
  alignment: { sequences: 40, evaluated: 16, pairs: 4, births: 4, resamples: 20 },
  exchange: { resamples: 200 },
  conventions: { pairs: 20, sequences: 16, starts: 1 },
  handover: { resamples: 200 },
  autopsy: { sequences: 100, clusters: 8, factor: 3 },
  lineage: { sequences: 64, replays: 1 },
};

/** Small run of a genetic and a gradient contestant and of one that is made of both, two seeds: a second of computing. */
export const smallLabSpec = (): TournamentSpec => ({
  tasks: [resolveTask('temporal-order', { length: 10 })],
  contestants: [
    resolveContestant('genitor', { hidden: 3, population: 8, sequences: 16 }),
    resolveContestant('msgd-c', { hidden: 3 }),
    resolveContestant('handover', { parts: 'genitor:population=8,sequences=16>msgd-c', at: 0.5, hidden: 3 }),
  ],
  seeds: 2,
  seed: 5,
  budget: { macs: 2e6 },
  device: 'wasm',
});
