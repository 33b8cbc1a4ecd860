/** Sizes of nets as people read them. */
import { describe, expect, it } from 'vitest';
import { reservoir } from '../../../src/nets/reservoir.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import { trainedInTrial, trainedNote, trainedOf } from '../../../src/tournament/spec/trained.ts';

const task = resolveTask('narma-10');
const { shape } = task.facts;

describe('the trained parameters', () => {
  it.each(['esn', 'sgd-readout', 'genitor-readout', 'genitor-esn'])(
    'of %s are those of its readout, each counted once',
    (name) => {
      // 400 units, the input that the readout sees, and a bias.
      expect(trainedOf(resolveContestant(name, { hidden: 400 }), shape)).toBe(402);
    },
  );

  it('of an Elman net without biases are its weights', () => {
    // An input, 3 units and an output: 3 + 9 + 3 weights.
    expect(trainedOf(resolveContestant('cma-es', { hidden: 3, biases: false }), shape)).toBe(15);
    expect(trainedOf(resolveContestant('cma-es', { hidden: 3 }), shape)).toBeNull();
  });

  it('are null of nets that are trained as a whole, and of nets and trials that are not known', () => {
    const msgd = resolveContestant('msgd');
    expect(trainedOf(msgd, shape)).toBeNull();
    expect(trainedOf({ ...msgd, architecture: 'of the future' }, shape)).toBeNull();
    const esn = resolveContestant('esn', { hidden: 20, direct: false });
    const spec = { tasks: [task], contestants: [msgd, esn] };
    expect(trainedInTrial(spec, { task: task.label, contestant: esn.name })).toBe(21);
    expect(trainedInTrial(spec, { task: task.label, contestant: 'msgd' })).toBeNull();
    expect(trainedInTrial(spec, { task: 'none', contestant: esn.name })).toBeNull();
  });

  it('stand behind all parameters where these are more', () => {
    const net = reservoir.build({ inputs: 1, outputs: 1 }, reservoir.options.parse({ hidden: 400 }));
    expect(`${net.parameters}${trainedNote(402)}`).toBe('4804 (402 trained)');
    expect(`${net.parameters}${trainedNote(null)}`).toBe('4804');
  });
});
