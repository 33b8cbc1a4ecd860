/**
 * Light switch, a plugin task to copy: now and then a command switches a light on or off. Say after every step
 * whether the light is on. Sequences differ in length.
 *
 *     npx genoprop check examples/tasks/light-switch.ts
 *     npx genoprop duel examples/tasks/light-switch.ts --set longest=60 --budget 20s
 */
import { defineTask } from 'genoprop';
import { z } from 'zod';

const OFF = 0;
const ON = 1;
const WAIT = 2;

export default defineTask({
  name: 'light-switch',
  summary: 'say after every step whether the last command was on or off',
  source: 'examples/tasks/light-switch.ts',

  // Every option has a range, a default and a meaning: flags, listings and error messages are made from them.
  options: z.object({
    shortest: z.int().min(1).max(1000).default(10).describe('time steps of the shortest sequence'),
    longest: z.int().min(1).max(1000).default(30).describe('time steps of the longest sequence'),
    commands: z.number().min(0.01).max(0.5).default(0.2).describe('share of the steps with a command'),
  }),

  // What a net must look like. Whatever is thrown here refuses options that do not go together.
  shape({ shortest, longest }) {
    if (shortest > longest) throw new Error(`shortest ${shortest} must be at most longest ${longest}`);
    return {
      inputs: { kind: 'symbols', size: 3 },
      inputNames: ['off', 'on', 'wait'],
      outputs: 1,
      outputNames: ['light is on'],
      loss: 'bernoulli', // the output says how likely a 1 is
      scored: 'masked', // every step with a target counts
    };
  },

  // One sequence. All that is random comes from `random`, so that the same stream gives the same sequence.
  sample(random, { shortest, longest, commands }) {
    const length = shortest + random.integer(longest - shortest + 1);
    const inputs: number[] = [];
    const targets: (number | null)[] = [];
    let light: number | null = null; // not known before the first command: null is not scored
    for (let step = 0; step < length; step++) {
      // The first step has a command, for every sequence must be scored somewhere.
      const input = step > 0 && random.uniform() >= commands ? WAIT : random.integer(2) === 0 ? OFF : ON;
      if (input !== WAIT) light = input;
      inputs.push(input);
      targets.push(light);
    }
    return { inputs, targets };
  },

  // What ignoring the input reaches at best. Only what is known need be said.
  chance: () => ({ loss: Math.LN2 }),
});
