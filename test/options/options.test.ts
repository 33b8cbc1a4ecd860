import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../../src/errors.ts';
import { allowedValues } from '../../src/options/allowed-values.ts';
import { describeOptions } from '../../src/options/describe.ts';
import { nearest, unknownName } from '../../src/options/nearest.ts';
import { parseAssignments, validateOptions } from '../../src/options/parse.ts';

const schema = z
  .object({
    length: z.number().int().min(10).max(100_000).default(20).describe('Steps of a sequence.'),
    rate: z.number().gt(0).lt(1).default(0.1).describe('Learning rate.'),
    weight: z.number().default(0).describe('Any number.'),
    selection: z.enum(['roulette', 'rank', 'none']).default('rank').describe('How parents are chosen.'),
    clip: z.number().positive().nullable().default(null).describe('Largest norm.'),
    threads: z
      .union([z.literal('auto'), z.number().int().min(1)])
      .default('auto')
      .describe('How many threads.'),
    gray: z.boolean().default(false).describe('Gray code.'),
    file: z.string().default('').describe('A file.'),
    even: z.number().int().multipleOf(2).default(2).describe('An even number.'),
  })
  .refine((options) => options.weight < options.length, { message: 'weight must be smaller than length' });

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    const { message } = error as UserError;
    expect(message).not.toContain('\n');
    return message;
  }
  throw new Error('nothing was thrown');
}
const complaint = (...assignments: string[]) =>
  messageOf(() => parseAssignments(assignments, schema, '--set'));

describe('describing options', () => {
  const options = Object.fromEntries(describeOptions(schema).map((option) => [option.name, option]));

  it('gives name, type, default, range, choices and meaning of each field', () => {
    expect(options.length).toEqual({
      name: 'length',
      type: 'integer',
      default: 20,
      minimum: 10,
      maximum: 100_000,
      meaning: 'Steps of a sequence.',
    });
    expect(options.selection).toMatchObject({ type: 'choice', choices: ['roulette', 'rank', 'none'] });
    expect(options.gray).toMatchObject({ type: 'boolean', default: false });
    expect(options.file).toMatchObject({ type: 'text', default: '' });
  });

  it('tells exclusive bounds, words in place of numbers, and null', () => {
    expect(options.rate).toMatchObject({ type: 'number', above: 0, below: 1 });
    expect(options.threads).toMatchObject({ type: 'integer', minimum: 1, choices: ['auto'] });
    expect(options.threads).not.toHaveProperty('maximum');
    expect(options.clip).toMatchObject({ type: 'number', above: 0, nullable: true, default: null });
  });

  it('says in words what an option accepts', () => {
    expect(Object.values(options).map(allowedValues)).toEqual([
      'a whole number from 10 to 100000',
      'a number above 0 and below 1',
      'a number',
      'one of roulette, rank, none',
      'a number above 0 or none',
      'a whole number of at least 1 or auto',
      'true or false',
      'text',
      'a whole number',
    ]);
  });
});

describe('options on a command line', () => {
  it('become the values of their types, and what is not given its default', () => {
    const given = [
      'length=1e3',
      'rate=.25',
      'selection=none',
      'gray=yes',
      'file=a=b',
      'threads=3',
      'weight=-2',
    ];
    expect(parseAssignments(given, schema, '--set')).toEqual({
      length: 1000,
      rate: 0.25,
      weight: -2,
      selection: 'none',
      clip: null,
      threads: 3,
      gray: true,
      file: 'a=b',
      even: 2,
    });
  });

  it('read booleans, null, words and underscores', () => {
    for (const word of ['true', 'yes', 'on', 'ON']) {
      expect(parseAssignments([`gray=${word}`], schema, '--set').gray).toBe(true);
    }
    for (const word of ['false', 'no', 'off']) {
      expect(parseAssignments([`gray=${word}`], schema, '--set').gray).toBe(false);
    }
    expect(parseAssignments(['clip=2.5'], schema, '--set').clip).toBe(2.5);
    expect(parseAssignments(['clip=none'], schema, '--set').clip).toBeNull();
    expect(complaint('clip=2', 'clip=none')).toBe('--set clip=none: clip is given twice, give it once');
    expect(parseAssignments(['threads=auto', 'length=10_000'], schema, '--set').length).toBe(10_000);
  });

  it('are refused in one line that says what is allowed', () => {
    expect(complaint('length=abc')).toBe(
      "--set length=abc: length must be a whole number from 10 to 100000, not 'abc'",
    );
    expect(complaint('length=9')).toContain('from 10 to 100000');
    expect(complaint('length=20.5')).toContain("a whole number from 10 to 100000, not '20.5'");
    expect(complaint('rate=1')).toContain('a number above 0 and below 1');
    expect(complaint('gray=maybe')).toContain("true or false, not 'maybe'");
    expect(complaint('threads=0')).toContain("a whole number of at least 1 or auto, not '0'");
    expect(complaint('selection=rulette')).toContain(
      "one of roulette, rank, none, not 'rulette', did you mean 'roulette'?",
    );
    expect(complaint('even=3')).toContain('multiple of 2');
    expect(complaint('weight=')).toContain("a number, not ''");
  });

  it('are refused with the nearest name when there is no such option', () => {
    expect(complaint('lenght=20')).toBe(
      "--set lenght=20: unknown option 'lenght', did you mean 'length'? " +
        '(known: length, rate, weight, selection, clip, threads, gray, file, even)',
    );
    expect(complaint('length')).toBe('--set length: write an option as key=value');
    expect(complaint('=3')).toContain('key=value');
  });

  it('are refused when values do not go together', () => {
    expect(complaint('weight=50')).toBe('--set: weight must be smaller than length');
  });
});

describe('options that are data already', () => {
  it('take a number in place of a text as it is written', () => {
    expect(validateOptions(schema, { file: 1e-8 }, 'x.yaml')).toMatchObject({ file: '1e-8' });
    expect(messageOf(() => validateOptions(schema, { file: true }, 'x.yaml'))).toBe(
      'x.yaml: file must be text, not true',
    );
  });

  it('are validated without the syntax of the command line', () => {
    expect(validateOptions(schema, { length: 30 }, 'duel.yaml: task').length).toBe(30);
    expect(messageOf(() => validateOptions(schema, { length: '30' }, 'duel.yaml: task'))).toBe(
      "duel.yaml: task: length must be a whole number from 10 to 100000, not '30'",
    );
    expect(messageOf(() => validateOptions(schema, { widht: 3 }, 'duel.yaml'))).toContain(
      "duel.yaml: unknown option 'widht'",
    );
  });
});

describe('the nearest name', () => {
  const names = ['temporal-order', 'addition', 'parity', 'xor'];

  it('is found past typing errors, case and missing ends', () => {
    expect(nearest('temporalorder', names)).toBe('temporal-order');
    expect(nearest('Aditon', names)).toBe('addition');
    expect(nearest('temporal', names)).toBe('temporal-order');
    expect(nearest('tempral', names)).toBe('temporal-order');
    expect(nearest('xro', names)).toBe('xor');
    expect(nearest('xo', names)).toBe('xor');
  });

  it('is not made up where none is near', () => {
    expect(nearest('walking-robot', names)).toBeUndefined();
    expect(unknownName('task', 'walking-robot', names).message).toBe(
      "unknown task 'walking-robot' (known: temporal-order, addition, parity, xor)",
    );
  });
});

describe('an unknown name among very many', () => {
  it('is answered with the nearest and a few of the others', () => {
    const names = Array.from({ length: 110 }, (_, index) => `trial/${index + 1}`);
    const { message } = unknownName('trial', 'trail/7', names);
    expect(message).toMatch(/^unknown trial 'trail\/7', did you mean 'trial\/7'\? \(known: trial\/1, /);
    expect(message).toMatch(/trial\/10, 100 more\)$/);
  });
});
