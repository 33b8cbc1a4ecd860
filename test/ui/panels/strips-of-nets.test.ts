import { describe, expect, it } from 'vitest';
import { stateNames } from '../../../src/nets/strips.ts';
import { stateLines, stripOf } from '../../../src/ui/panels/nets-strips.ts';
import { gated, gatedNet } from '../../support/nets/gated.ts';

describe('states of a net that carries more than its units', () => {
  const names = stateNames(gated.strips(gatedNet({ inputs: 2, hidden: 2, outputs: 1 })));

  it('are named strip by strip', () => {
    expect(names).toEqual(['h1', 'h2', 'm1', 'm2']);
  });

  it('are drawn two a row under both their names', () => {
    const states = [Float64Array.of(0.1, -0.5, 0.9, 0), Float64Array.of(-0.4, 0.5, -0.9, 1)];
    const passage = { states, names, answers: [] };
    const labels = (rows: number, colours: 0 | 256): string[] =>
      stateLines(passage, stripOf(2, 12), rows, colours).map((line) =>
        line
          .map(({ text }) => text)
          .join('')
          .slice(0, 8)
          .trim(),
      );
    expect(labels(4, 0)).toEqual(['h1', 'h2', 'm1', 'm2']);
    expect(labels(2, 256)).toEqual(['h1,2', 'm1,2']);
  });
});
