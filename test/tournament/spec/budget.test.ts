import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import {
  formatBudget,
  isSameBudget,
  lessThan,
  parseBudget,
  reached,
  requireEnd,
  spent,
  wouldExceed,
} from '../../../src/tournament/spec/budget.ts';

const cost = { macs: 0, updates: 0, evaluations: 0, sequences: 0, seconds: 0 };

describe('a budget', () => {
  it.each([
    ['60s', { seconds: 60 }],
    ['1.5 seconds', { seconds: 1.5 }],
    ['90min', { seconds: 5400 }],
    ['0.5 min', { seconds: 30 }],
    ['8h', { seconds: 28_800 }],
    ['1.5h', { seconds: 5400 }],
    ['5e10mac', { macs: 5e10 }],
    ['5E10macs', { macs: 5e10 }],
    ['1update', { updates: 1 }],
    ['20_000updates', { updates: 20000 }],
    ['100000evaluation', { evaluations: 100000 }],
    ['100000evaluations', { evaluations: 100000 }],
  ])('is read from %s', (text, budget) => {
    expect(parseBudget([text])).toEqual(budget);
  });

  it('may have several limits, and is written as it is read', () => {
    const budget = parseBudget(['0.5s', '5e10mac', '20000update', '123456evaluation']);
    expect(budget).toEqual({ seconds: 0.5, macs: 5e10, updates: 20000, evaluations: 123456 });
    expect(formatBudget(budget)).toEqual(['5e10mac', '20000update', '123456evaluation', '0.5s']);
    expect(parseBudget(formatBudget(budget))).toEqual(budget);
  });

  it.each([
    ['', 'no such budget'],
    ['60', 'no such budget'],
    ['s', 'no such budget'],
    ['-5s', 'no such budget'],
    ['60parsec', "no such unit 'parsec'"],
    ['0s', 'seconds must be a number above 0'],
    ['1.5update', 'updates must be a whole number above 0'],
    ['1e400s', 'seconds must be a number above 0'],
    ['1e30mac', 'macs must be a whole number above 0'],
  ])('is not read from "%s"', (text, message) => {
    const read = () => parseBudget([text]);
    expect(read).toThrow(UserError);
    expect(read).toThrow(message);
    expect(read).toThrow(`--budget ${text}: `);
  });

  it('is written in minutes and hours where it is whole ones, from two minutes on', () => {
    const written = (text: string) => formatBudget(parseBudget([text]))[0];
    expect(['60s', '1min', '119s', '2min', '90min', '3600s', '1h', '8h', '3601s'].map(written)).toEqual([
      ...['60s', '60s', '119s', '2min', '90min', '1h', '1h', '8h', '3601s'],
    ]);
  });

  it('can take the place of another where it is no less', () => {
    const less = (held: string[], wanted: string[]) => lessThan(parseBudget(held), parseBudget(wanted));
    expect(less(['5e9mac'], ['5e9mac'])).toBeNull();
    expect(less(['5e9mac'], ['6e9mac'])).toBeNull();
    expect(less(['60s'], ['2h'])).toBeNull();
    // A limit less ends nothing earlier.
    expect(less(['5e9mac', '60s'], ['5e9mac'])).toBeNull();
    expect(less(['5e9mac'], ['4e9mac'])).toBe('a budget can only be raised, to more than 5e9mac');
    expect(less(['5e9mac', '60s'], ['6e9mac', '59s'])).toBe('a budget can only be raised, to more than 60s');
    expect(less(['5e9mac'], ['6e9mac', '9h'])).toBe(
      'a limit in seconds cannot be added, it might have ended trials earlier',
    );
    expect(isSameBudget(parseBudget(['60s']), parseBudget(['1min']))).toBe(true);
    expect(isSameBudget(parseBudget(['60s']), parseBudget(['60s', '1update']))).toBe(false);
  });

  it('has each limit once, and at least one', () => {
    expect(() => parseBudget(['60s', '1min'])).toThrow('a limit in seconds is given twice');
    expect(() => parseBudget(['60s', '5s'])).toThrow('--budget 5s: a limit in seconds is given twice');
    expect(() => parseBudget([])).toThrow('no limit given');
  });

  it('must have a limit that ends the contestant', () => {
    expect(() => requireEnd({ updates: 5 }, 'msgd', 'updates')).not.toThrow();
    expect(() => requireEnd({ evaluations: 5 }, 'genitor', 'evaluations')).not.toThrow();
    expect(() => requireEnd({ updates: 5, seconds: 1 }, 'random', 'evaluations')).not.toThrow();
    expect(() => requireEnd({ evaluations: 5 }, 'msgd', 'updates')).toThrow(
      '--budget 5evaluation: msgd makes updates and no evaluations, so this never ends it; add a limit in mac, s or update',
    );
  });

  it('is spent by the largest share', () => {
    expect(spent({ macs: 100, updates: 10 }, { ...cost, macs: 20, updates: 5 })).toBe(0.5);
    expect(spent({ seconds: 2 }, { ...cost, macs: 20 })).toBe(0);
  });

  it('is reached at a limit, not before', () => {
    expect(reached({ macs: 100 }, { ...cost, macs: 99 })).toBeNull();
    expect(reached({ macs: 100 }, { ...cost, macs: 100 })).toBe('100 macs are spent');
  });

  it('would be exceeded by a step that goes beyond a limit, not by one that meets it', () => {
    const step = { macs: 10, updates: 1, evaluations: 0, sequences: 5 };
    expect(wouldExceed({ macs: 100 }, { ...cost, macs: 90 }, step)).toBeNull();
    expect(wouldExceed({ macs: 100 }, { ...cost, macs: 91 }, step)).toBe('100 macs are spent');
    expect(wouldExceed({ seconds: 1 }, { ...cost, seconds: 0.99 }, step)).toBeNull();
  });
});
