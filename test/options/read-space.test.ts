/** Written search spaces: what is understood, and one line for each fault. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Path, placeOf } from '../../src/options/place.ts';
import { readSpace } from '../../src/options/read-space.ts';
import { choices, linear, log, type Space, when } from '../../src/options/space.ts';

const learner = z.object({
  learningRate: z.number().positive().max(1000).default(0.01).describe('η'),
  batch: z.int().min(1).max(1000).default(20).describe('sequences'),
  alpha: z.number().min(0).default(0).describe('weight'),
  nesterov: z.boolean().default(false).describe('look ahead'),
  selection: z.enum(['rank', 'tournament']).default('rank').describe('selection'),
  rate: z
    .union([z.number().min(0).max(1), z.literal('auto')])
    .default('auto')
    .describe('rate or auto'),
  bias: z.number().min(1).max(2).default(1.5).describe('bias'),
});
const net = z.object({ hidden: z.int().min(1).max(4096).default(50).describe('units') });

const defaults: Space = {
  learningRate: log(0.001, 1),
  selection: choices('rank', 'tournament'),
  bias: when('selection', ['rank'], linear(1, 2)),
};

function read(written: unknown) {
  const faults: string[] = [];
  const sink = {
    get size() {
      return faults.length;
    },
    add(path: Path, message: string) {
      const place = placeOf(path);
      faults.push(message.startsWith(place) ? message : `${place}: ${message}`);
    },
  };
  const space = readSpace(written, [learner, net], defaults, ['contestants', 1, 'space'], sink);
  return { space, faults };
}

/** The faults of one setting, without the beginning of their place. */
const faultsOf = (written: Record<string, unknown>): string[] =>
  read(written).faults.map((line) => line.replace('contestants[1].space', ''));

describe('readSpace', () => {
  it('reads ranges, lists, true and false', () => {
    const { space, faults } = read({
      learningRate: { from: 0.001, to: 0.1, scale: 'log' },
      alpha: [0.5, 1, 2, 4],
      bias: true,
      selection: false,
      hidden: { from: 4, to: 100 },
      rate: ['auto', 0.1],
      nesterov: [true, false],
    });
    expect(faults).toEqual([]);
    expect(space).toEqual({
      learningRate: log(0.001, 0.1),
      alpha: choices(0.5, 1, 2, 4),
      bias: when('selection', ['rank'], linear(1, 2)),
      selection: false,
      hidden: linear(4, 100, { whole: true }),
      rate: choices('auto', 0.1),
      nesterov: choices(true, false),
    });
  });

  it('keeps the condition of a setting whose range it changes', () => {
    expect(read({ bias: { from: 1.2, to: 1.8 } }).space).toEqual({
      bias: when('selection', ['rank'], linear(1.2, 1.8)),
    });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ learningRate: { from: 1, to: 0.1 } }, '.learningRate: from 1 must be below to 0.1'],
    [{ learningRate: { from: 1, to: 1 } }, '.learningRate: from 1 must be below to 1'],
    [{ alpha: { from: 0, to: 1, scale: 'log' } }, '.alpha: from must be above 0 on a log scale, not 0'],
    [{ alpha: { from: 0, to: 1, scale: 'logs' } }, ".alpha: scale must be 'log' or 'linear', not 'logs'"],
    [
      { learningRate: { from: -1, to: 1 } },
      '.learningRate: from must be a number above 0 and at most 1000, not -1',
    ],
    [{ hidden: { from: 1.5, to: 4 } }, '.hidden: from must be a whole number from 1 to 4096, not 1.5'],
    [{ hidden: { from: 4, to: 5000 } }, '.hidden: to must be a whole number from 1 to 4096, not 5000'],
    [{ hidden: { from: 4 } }, '.hidden: to is missing, write { from, to }'],
    [{ hidden: { from: '4', to: 5 } }, ".hidden: from must be a number, not '4'"],
    [{ hidden: { from: Number.NaN, to: 5 } }, '.hidden: from must be a whole number from 1 to 4096, not NaN'],
    [
      { selection: { from: 1, to: 2 } },
      '.selection: takes no numbers, write a list of values: one of rank, tournament',
    ],
    [{ nesterov: { from: 0, to: 1 } }, '.nesterov: takes no numbers, write a list of values: true or false'],
    [{ alpha: [2] }, '.alpha: has the one value 2, name at least two, or set it in settings'],
    [{ alpha: [] }, '.alpha: is an empty list, name at least two values'],
    [{ alpha: [1, 2, 1] }, '.alpha[2]: 1 is in the list already'],
    [{ alpha: [1, -2] }, '.alpha[1]: must be a number of at least 0, not -2'],
    [{ alpha: [1, null] }, '.alpha[1]: must be a number, a text, true or false, not null'],
    [
      { selection: ['rank', 'turnament'] },
      ".selection[1]: must be one of rank, tournament, not 'turnament', did you mean 'tournament'?",
    ],
    [{ hidden: true }, '.hidden: has no default space, write a range or a list of values'],
    [
      { hidden: 8 },
      ".hidden: must be a range { from, to, scale: 'log' or 'linear' }, a list of values, true (its default space) or false (not searched), not 8",
    ],
    [
      { learningrate: true },
      ": unknown setting 'learningrate', did you mean 'learningRate'? (known: learningRate, batch, alpha, nesterov, selection, rate, bias, hidden)",
    ],
    [
      { alpha: { from: 1, too: 2, to: 3 } },
      ".alpha: unknown field 'too', did you mean 'to'? (known: from, to, scale)",
    ],
  ])('%j has the fault %s', (written, fault) => {
    expect(faultsOf(written)).toEqual([fault]);
  });

  it('names every fault and keeps what has none', () => {
    const { space, faults } = read({ alpha: [2], learningRate: { from: 1, to: 0.1 }, batch: [5, 10] });
    expect(faults).toHaveLength(2);
    expect(space).toEqual({ batch: choices(5, 10) });
  });

  it.each([[null], [7], [[1]], ['learningRate']])('refuses %j in place of a space', (written) => {
    const { faults } = read(written);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^contestants\[1\]\.space: must be settings with a range, a list of values/);
  });
});
