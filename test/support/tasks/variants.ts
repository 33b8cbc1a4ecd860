/** Options under which every task's contract is tested: its defaults, each definition, tiny and long. */
import type { TaskOptions } from '../../../src/tasks/batches.ts';
import type { Task } from '../../../src/tasks/define-task.ts';

const sets: Readonly<Record<string, readonly TaskOptions[]>> = {
  'temporal-order': [
    { definition: 'code', length: 10 },
    { definition: 'thesis', length: 35 },
    { definition: 'hochreiter', length: 20 },
    { definition: 'martens', length: 20 },
    { length: 5, maximumLength: 30 },
    { length: 5000 },
  ],
  'temporal-order-3bit': [
    { length: 10 },
    { definition: 'hochreiter', length: 30 },
    { definition: 'martens' },
  ],
  addition: [
    { definition: 'hochreiter' },
    { definition: 'martens', length: 30 },
    { definition: 'thesis', length: 40 },
    { definition: 'arjovsky', length: 2 },
    { values: 'signed', target: 'sum' },
    { length: 10, maximumLength: 40 },
    { length: 5000 },
  ],
  multiplication: [{ definition: 'hochreiter' }, { definition: 'martens' }, { length: 10, tolerance: 0.04 }],
  xor: [{ definition: 'martens', length: 50 }, { length: 10 }],
  'delayed-response': [{ delay: 5, cues: 3, shown: 2, distractors: 4 }],
  'random-permutation': [
    { definition: 'martens', length: 4, symbols: 12 },
    { length: 1 },
    { length: 3, maximumLength: 9 },
  ],
  memorisation: [
    { size: '20-bit', delay: 3 },
    { definition: 'martens', delay: 1 },
    { scored: 'recall', positions: 2, values: 3 },
    { delay: 5000 },
  ],
  'copy-memory': [{ delay: 1 }, { delay: 5, positions: 2, symbols: 3 }],
  'embedded-reber': [{ targets: 'next' }, { maximumLength: 9 }],
  anbn: [
    { letters: 'abc', maximum: 4 },
    { minimum: 3, maximum: 3 },
  ],
  'light-switch': [
    { shortest: 1, longest: 3, commands: 0.5 },
    { shortest: 200, longest: 200 },
  ],
  forecast: [{ window: 40 }],
  'delayed-recall': [{ delay: 1, length: 5 }],
  'piano-roll': [{ chunk: 10 }],
  'ptb-characters': [{ length: 20, ahead: 5 }],
  sine: [{ period: 12.5, washout: 5, free: 12 }],
  'figure-eight': [{ period: 10, washout: 3, free: 2 }],
  'mackey-glass': [
    { tau: 30, washout: 20, free: 10 },
    { washout: 20, free: 10, trainingFree: 30 },
  ],
  'narma-10': [{ washout: 0, length: 40 }],
  'memory-capacity': [{ delays: 3, washout: 5, length: 30 }],
  'sine-seventh': [{ washout: 3, length: 10 }],
  'sequential-mnist': [{ permuted: true }, { by: 'pixels' }],
  parity: [{ scored: 'last' }, { length: 1 }, { length: 2, maximumLength: 5 }],
};

/** The defaults first. A task that has no sets of its own is tested under its defaults. */
export function variantsOf(task: Task): TaskOptions[] {
  return [{}, ...(sets[task.name] ?? [])].map((set) => task.options.parse(set));
}
