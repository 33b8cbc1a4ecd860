/** Whatever the thread of a plugin sends: it is the answer that was asked for, made anew, or it is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { drawBatch } from '../../../src/tasks/batches.ts';
import { answerOf, NoAnswer } from '../../../src/tournament/plugins/answers.ts';
import { batchOf } from '../../../src/tournament/plugins/received-batch.ts';
import { findTask } from '../../../tasks/index.ts';

const SERVICES = [
  'describe',
  'settle',
  'sample',
  'check',
  'few',
  'digest',
  'profile',
  'shape',
  'cases',
  'draw',
  'evaluationSet',
  'evaluationChunk',
  'judge',
  'end',
] as const;

const parity = findTask('parity');
const addition = findTask('addition');
const batches = [
  drawBatch(parity, parity.options.parse({ length: 5 }), ['s'], 0, 4),
  drawBatch(addition, addition.options.parse({ length: 10 }), ['s'], 0, 3),
];
const [batch] = batches;

/** Structured clones of any kind. */
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withNullPrototype: true,
});

describe('a message of a plugin thread', () => {
  it('is refused as no answer, whatever it is, unless it has the number of what was asked', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SERVICES),
        fc.oneof(anything, fc.record({ id: anything })),
        (service, message) => {
          expect(() => answerOf(service, 7, message, 'task x')).toThrow(NoAnswer);
        },
      ),
    );
    const forged = { type: 'finished', id: 'x/msgd/1', result: {} };
    expect(() => answerOf('end', 1, forged, 'task x')).toThrow(
      'task x: its thread sent a message that nothing had asked for',
    );
    expect(() => answerOf('end', 2, { id: 1, value: undefined }, 'task x')).toThrow(NoAnswer);
    expect(answerOf('end', 2, { id: 2, value: undefined }, 'task x')).toBeUndefined();
  });

  it('of the right number is refused in one line where its value is another service’s or none', () => {
    const values = fc.oneof(
      anything,
      fc.constantFrom<unknown>(batch, [batch], { judges: true }, { wrong: 1, measures: {}, squares: {} }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...SERVICES), values, (service, value) => {
        try {
          answerOf(service, 1, structuredClone({ id: 1, value }), 'task x');
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect((error as Error).message).toBe(
            `task x: its thread's answer to '${service}' has not the form of one`,
          );
        }
      }),
    );
  });

  it('carries an error as a text of bounded length', () => {
    const error = 'x'.repeat(1e6);
    expect(() => answerOf('end', 1, { id: 1, error }, 'task x')).toThrow(new UserError('x'.repeat(10_000)));
    expect(() => answerOf('end', 1, { id: 1, error: { message: 'x' } }, 'task x')).toThrow(NoAnswer);
  });

  it.each([
    ['judge', { wrong: -1, measures: {}, squares: {} }],
    ['judge', { wrong: 1, measures: { a: '1' }, squares: {} }],
    ['shape', { inputs: { kind: 'symbols', size: 0 }, outputs: 1, loss: 'softmax', scored: 'last' }],
    ['settle', { name: 'x', label: 'x', options: { at: new Date(0) }, facts: {} }],
    ['evaluationSet', { sequences: Number.POSITIVE_INFINITY, chunks: 1 }],
    ['cases', 2 ** 60],
    ['digest', 'x'],
  ] as const)('is refused where a field has a value it cannot have: %s', (service, value) => {
    expect(() => answerOf(service, 1, { id: 1, value }, 'task x')).toThrow(NoAnswer);
  });
});

describe('a batch that another thread sent', () => {
  it('is copied as it is', () => {
    for (const sent of batches) {
      const received = batchOf(structuredClone(sent));
      expect(received).toEqual(sent);
      expect(received.mask.buffer).not.toBe(sent.mask.buffer);
    }
  });

  it('is refused, or is one that devices can index, however its fields were changed', () => {
    const names = Object.keys(batch!) as (keyof typeof batch)[];
    fc.assert(
      fc.property(
        fc.constantFrom(...batches),
        fc.constantFrom(...names),
        fc.oneof(
          anything,
          fc.integer(),
          fc.double(),
          fc.constantFrom(new Int32Array(20), new Float32Array(20)),
        ),
        fc.nat(),
        (sent, name, value, at) => {
          const changed: Record<string, unknown> = { ...structuredClone(sent) };
          const field: unknown = changed[name];
          // One number in it, or all of it.
          if (ArrayBuffer.isView(field) && typeof value === 'number') {
            (field as Int32Array)[at % (field as Int32Array).length] = value;
          } else changed[name] = value;
          let received: ReturnType<typeof batchOf>;
          try {
            received = batchOf(changed);
          } catch {
            return;
          }
          const { sequences, steps, inputs, outputs } = received;
          expect(received.lengths).toHaveLength(sequences);
          expect(received.mask).toHaveLength(steps * sequences);
          for (const length of received.lengths) expect(length).toBeLessThanOrEqual(steps);
          for (const symbol of received.symbols ?? []) expect(symbol).toBeLessThan(inputs);
          for (const one of received.classes ?? []) expect(one).toBeLessThan(outputs);
          for (const one of received.values ?? []) expect(Number.isFinite(one)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
