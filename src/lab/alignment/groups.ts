/** Trials of one task, contestant and moment together: means with intervals. */
import { randomStream } from '../../random/random.ts';
import { sampleQuantile } from '../../statistics/bootstrap.ts';
import type { Alignment } from './measure.ts';
import type { Beside } from './vectors.ts';

export interface Looked {
  /** Label of the task, and the mean number of its steps; null where it is not known. */
  readonly task: string;
  readonly steps: number | null;
  readonly contestant: string;
  readonly repetition: number;
  readonly when: 'at the start' | 'on the way' | 'at the end';
  /** MACs that the search had spent. */
  readonly macs: number;
  readonly alignment: Alignment;
}

/** Mean with an interval of 95 %; null where one value tells no spread. */
export interface Mean {
  readonly value: number;
  readonly interval: readonly [low: number, high: number] | null;
}

/** Direction of one kind in the trials of a group. */
export interface Kind {
  readonly name: string;
  readonly cosine: Mean | null;
  readonly signal: Mean | null;
  readonly share: Mean | null;
  readonly accepted: Mean | null;
  readonly linear: Beside['linear'];
}

export interface Group {
  readonly task: string;
  readonly steps: number | null;
  readonly contestant: string;
  readonly when: Looked['when'];
  readonly trials: number;
  /** Means over trials. */
  readonly macs: number;
  readonly loss: Mean;
  readonly gradientRatio: Mean;
  readonly dimensions: number;
  readonly kinds: readonly Kind[];
}

interface Chosen {
  readonly seed: number;
  readonly resamples: number;
}

export function summarised(looked: readonly Looked[], { seed, resamples }: Chosen): Group[] {
  const groups = new Map<string, Looked[]>();
  for (const one of looked) {
    const key = JSON.stringify([one.task, one.contestant, one.when]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].map(([key, members]): Group => {
    const { task, steps, contestant, when, alignment } = members[0]!;
    const alignments = members.map((member) => member.alignment);
    const names = [...new Set(alignments.flatMap(({ besides }) => besides.map(({ name }) => name)))];
    const mean = (name: string, trials: readonly (readonly number[])[]): Mean | null =>
      clusteredMean(trials, resamples, ['lab', 'alignment', seed, key, name]);
    const single = (name: string, values: readonly (number | null | undefined)[]): Mean | null =>
      mean(
        name,
        values.flatMap((value) => (typeof value === 'number' ? [[value]] : [])),
      );
    return {
      ...{ task, steps, contestant, when, trials: members.length },
      macs: members.reduce((sum, { macs }) => sum + macs, 0) / members.length,
      loss: single(
        'loss',
        alignments.map(({ loss }) => loss),
      )!,
      gradientRatio: single(
        'ratio',
        alignments.map(({ gradientRatio }) => gradientRatio),
      )!,
      dimensions: alignment.dimensions,
      kinds: names.map((name): Kind => {
        const all = alignments.flatMap(({ besides }) => besides.filter((beside) => beside.name === name));
        return {
          name,
          cosine: mean(
            `${name}/cosine`,
            all.map(({ cosines }) => cosines).filter(({ length }) => length > 0),
          ),
          signal: single(
            `${name}/signal`,
            all.map(({ signal }) => signal),
          ),
          share: single(
            `${name}/share`,
            all.map(({ share }) => share),
          ),
          accepted: single(
            `${name}/accepted`,
            all.map(({ accepted }) => accepted),
          ),
          linear: all[0]!.linear,
        };
      }),
    };
  });
}

/**
 * Mean of the trials' means. A resample draws trials, and from each of them as many values as it has.
 * @param trials values of each trial, at least one in each
 */
export function clusteredMean(
  trials: readonly (readonly number[])[],
  resamples: number,
  path: readonly (string | number)[],
): Mean | null {
  if (trials.length === 0) return null;
  const meanOf = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const value = meanOf(trials.map(meanOf));
  if (!Number.isFinite(value)) return null;
  if (trials.every((values) => values.length === 1) && trials.length === 1) return { value, interval: null };
  const random = randomStream(...path);
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let draw = 0; draw < trials.length; draw++) {
      const values = trials[random.integer(trials.length)]!;
      let own = 0;
      for (let at = 0; at < values.length; at++) own += values[random.integer(values.length)]!;
      sum += own / values.length;
    }
    return sum / trials.length;
  }).sort();
  return { value, interval: [sampleQuantile(means, 0.025), sampleQuantile(means, 0.975)] };
}
