import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PersistentMap } from '../../src/tournament/persistent-map.ts';

const key = fc.integer({ min: 0, max: 400 }).map(String);

describe('a persistent map', () => {
  it('holds what a map holds, in its order, and leaves every earlier version as it was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(key, fc.nat()), { maxLength: 300 }),
        // Each change is made to one of the versions so far.
        fc.array(fc.tuple(fc.nat(), key, fc.nat()), { maxLength: 60 }),
        (first, changes) => {
          const versions = [[PersistentMap.from(first), new Map(first)] as const];
          for (const [from, name, value] of changes) {
            const [map, model] = versions[from % versions.length]!;
            versions.push([map.with(name, value), new Map(model).set(name, value)]);
          }
          for (const [map, model] of versions) {
            expect([...map]).toEqual([...model]);
            expect([...map.keys()]).toEqual([...model.keys()]);
            expect([...map.values()]).toEqual([...model.values()]);
            expect(map.size).toBe(model.size);
            for (const [, name] of changes) {
              expect(map.has(name)).toBe(model.has(name));
              expect(map.get(name)).toBe(model.get(name));
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('shares all but one chunk with the version before', () => {
    const chunks = (map: PersistentMap<object>): Set<object> => new Set(map.values());
    const before = PersistentMap.from(Array.from({ length: 1000 }, (_, i) => [String(i), { i }] as const));
    const after = before.with('500', { i: -1 });
    expect(after.get('500')).toEqual({ i: -1 });
    expect(before.get('500')).toEqual({ i: 500 });
    expect([...chunks(after)].filter((value) => !chunks(before).has(value))).toEqual([{ i: -1 }]);
  });

  it('visits its entries', () => {
    const seen: unknown[] = [];
    const map = PersistentMap.from([['a', 1]]).with('b', 2);
    for (const [name, value] of map) seen.push([name, value]);
    map.forEach((value, name, whole) => void seen.push([name, value, whole === map]));
    expect(seen).toEqual([
      ['a', 1],
      ['b', 2],
      ['a', 1, true],
      ['b', 2, true],
    ]);
  });
});
