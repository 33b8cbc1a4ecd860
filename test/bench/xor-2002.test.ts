/** XOR as published: its judge by hand, and that NEAT solves it. */
import { describe, expect, it } from 'vitest';
import { judgeXor, playXor, xorSettings } from '../../bench/xor-2002.ts';
import type { GraphGenome } from '../../genomes/graph.ts';

/** Nodes: 0 and 1 inputs, 2 the bias, 3 the output, 4 OR, 5 AND. */
const links: readonly (readonly [number, number, number])[] = [
  [0, 4, 8],
  [1, 4, 8],
  [2, 4, -4],
  [0, 5, 8],
  [1, 5, 8],
  [2, 5, -12],
  [4, 3, 8],
  [5, 3, -8],
  [2, 3, -4],
];
const genomeOf = (some: typeof links): GraphGenome => ({
  inputs: 2,
  outputs: 1,
  hidden: [4, 5],
  links: some.map(([from, to, weight], innovation) => ({ innovation, from, to, weight, enabled: true })),
});

describe('XOR of 2002', () => {
  it('is solved by a net that is written out, and not without its hidden links', () => {
    const steep = (a: number) => 1 / (1 + Math.exp(-4.9 * a));
    const answer = (one: number, other: number) =>
      steep(8 * steep(8 * (one + other) - 4) - 8 * steep(8 * (one + other) - 12) - 4);
    const errors = answer(0, 0) + 2 * (1 - answer(0, 1)) + answer(1, 1);
    const { loss, solved } = judgeXor(genomeOf(links));
    expect(loss).toBeCloseTo(16 - (4 - errors) ** 2, 12);
    expect(solved).toBe(true);
    // A net without links says ½ or 0 to all: two or four errors.
    expect(judgeXor({ ...genomeOf([]), hidden: [] })).toEqual({ loss: 16 - (4 - 2) ** 2, solved: false });
  });

  it.each(['classic-2002', 'cpp-2002'] as const)(
    'is solved by %s, in generations that grow hidden nodes',
    (preset) => {
      const runs = [1, 2, 3].map((seed) => playXor(xorSettings(preset), seed, 150));
      for (const { winner, evaluations, generations } of runs) {
        expect(winner!.hidden.length).toBeGreaterThan(0);
        expect(judgeXor(winner!).solved).toBe(true);
        expect(Math.ceil(evaluations / 150)).toBe(generations);
      }
      expect(playXor(xorSettings(preset), 1, 2).winner).toBeNull();
    },
  );
});
