import { expect, it } from 'vitest';
import { RowStore } from '../../../src/learners/ridge/row-store.ts';

it('keeps all rows in their order, in an array that is copied where they have doubled', () => {
  const store = new RowStore(3);
  const arrays = new Set<Float64Array>();
  for (let row = 0; row < 1000; row++) {
    store.add(Float64Array.of(row, 2 * row, 3 * row));
    arrays.add(store.values);
  }
  expect(store.count).toBe(1000);
  expect(store.values.subarray(0, 3000)).toEqual(
    Float64Array.from({ length: 3000 }, (_, at) => (1 + (at % 3)) * Math.floor(at / 3)),
  );
  expect(arrays.size).toBeLessThan(12);
  store.add(Float64Array.from({ length: 9000 }, (_, at) => at));
  expect(store.count).toBe(4000);
  expect(store.values[3000 + 8999]).toBe(8999);
});
