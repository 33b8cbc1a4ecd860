/** Specs of tunings that were never played: candidates of a few searches, and how their trials go. */
import type { Space } from '../../../src/options/space.ts';
import { randomStream } from '../../../src/random/random.ts';
import type { Contestant, TournamentSpec, TrialSpec } from '../../../src/tournament/spec/tournament.ts';
import type { SamplerName } from '../../../src/tournament/spec/tuning.ts';
import { contestant, type Fate, specOf } from './made-run.ts';

export interface MadeTuning {
  readonly candidates?: number;
  readonly seeds?: number;
  readonly sampler?: SamplerName;
  readonly presets?: readonly string[];
}

const spaces: Readonly<Record<'genetic' | 'gradient', Space>> = {
  genetic: {
    encoding: { kind: 'choices', values: ['real', 'bits'] },
    selection: { kind: 'choices', values: ['proportionate', 'tournament', 'rank'] },
    mutationRate: {
      ...{ kind: 'range', from: 0.01, to: 1, scale: 'log', whole: false },
      when: { setting: 'encoding', is: ['real'] },
    },
    flipRate: {
      ...{ kind: 'range', from: 0.0003, to: 0.05, scale: 'log', whole: false },
      when: { setting: 'encoding', is: ['bits'] },
    },
    crossoverRate: { kind: 'range', from: 0, to: 1, scale: 'linear', whole: false },
    sequences: { kind: 'range', from: 64, to: 512, scale: 'log', whole: true },
  },
  gradient: {
    learningRate: { kind: 'range', from: 0.001, to: 0.3, scale: 'log', whole: false },
    threshold: { kind: 'range', from: 0.1, to: 10, scale: 'log', whole: false },
    initialisation: { kind: 'choices', values: ['smart-tanh', 'identity', 'orthogonal'] },
  },
};

const spaceOf = (preset: string): Space => spaces[preset.startsWith('genitor') ? 'genetic' : 'gradient'];

/** Settings of a candidate: those of the preset for the first, else drawn from the space. */
function candidateOf(preset: string, index: number): Contestant {
  const name = `${preset}#${index + 1}`;
  if (index === 0) return contestant(preset, name);
  const random = randomStream('made-tuning', name);
  const settings: Record<string, string | number | boolean> = {};
  for (const [key, dimension] of Object.entries(spaceOf(preset))) {
    const { when } = dimension;
    const u = random.uniform();
    if (when !== undefined && !when.is.includes(settings[when.setting]!)) continue;
    if (dimension.kind === 'choices') {
      settings[key] = dimension.values[Math.floor(u * dimension.values.length)]!;
      continue;
    }
    const { from, to, scale, whole } = dimension;
    const value = scale === 'log' ? from * (to / from) ** u : from + u * (to - from);
    settings[key] = whole ? Math.round(value) : Number(value.toPrecision(3));
  }
  return contestant(preset, name, settings);
}

export function tuningSpecOf({
  candidates = 12,
  seeds = 3,
  sampler = 'sobol',
  presets = ['genitor', 'msgd-cr'],
}: MadeTuning = {}): TournamentSpec {
  const searches = presets.map((preset) => ({
    contestant: preset,
    space: spaceOf(preset),
    members: Array.from({ length: candidates }, (_, index) => candidateOf(preset, index)),
  }));
  return {
    ...specOf({ contestants: searches.flatMap(({ members }) => members), seeds }),
    tuning: {
      sampler,
      rounds: [{ candidates, share: 1 }],
      searches: searches.map(({ contestant: name, space, members }) => ({
        ...{ contestant: name, space },
        candidates: members.map((one) => one.name),
      })),
    },
  };
}

/** Fate that hangs on the settings: bits and middling rates solve the task more often than others. */
export function tunedFate({ contestant: { settings }, id }: TrialSpec): Fate {
  const rate = Number(settings.learningRate ?? settings.crossoverRate ?? 0.5);
  const lift = settings.encoding === 'bits' || (rate > 0.01 && rate < 0.1) ? 0.9 : 0.1;
  return randomStream('made-fate', id).uniform() < lift ? 'solved' : 'budget';
}
