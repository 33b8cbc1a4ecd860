/** Options of the view `autopsy`. */
import * as z from 'zod';

export const partNames = ['probes', 'spectrum', 'automaton', 'pruning', 'lengths'] as const;

export const autopsyOptions = z.object({
  show: z
    .enum(['all', ...partNames])
    .default('all')
    .describe(
      'the part to make: linear probes of the memory, the spectrum of the Jacobians, the finite automaton, the pruned net, longer sequences, or all',
    ),
  task: z.string().default('').describe('label of the task of the run; empty: all its tasks of sequences'),
  champions: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe('champions of each contestant on a task, the best first'),
  sequences: z
    .int()
    .min(100)
    .max(100_000)
    .default(1000)
    .describe(
      'fresh sequences: half of them train the probes and half score them; as many compare automata with their nets and are asked at each length, twice as many judge pruned nets',
    ),
  clusters: z
    .int()
    .min(2)
    .max(512)
    .default(64)
    .describe('most clusters of hidden states that are tried for an automaton'),
  by: z
    .enum(['futures', 'positions'])
    .default('futures')
    .describe(
      'what makes two hidden states alike: futures (the answers after the same continuations) or positions (their distance)',
    ),
  factor: z.number().min(1).max(1000).default(100).describe('longest sequences, in lengths of the training'),
});

export type AutopsyOptions = z.output<typeof autopsyOptions>;
