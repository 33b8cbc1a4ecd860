/** Templates of the files that `genoprop init` writes. The tests check and play them. */
import { basename } from 'node:path';
import { shellWord } from '../../words/text.ts';
import { scriptName } from '../tournament/plan-script.ts';

/** String literal that JavaScript and YAML read alike. */
const quoted = (text: string): string => (/^[\w .-]+$/.test(text) ? `'${text}'` : JSON.stringify(text));

/** Template of a task that asks which symbol came first: short, learnt in seconds, and easily changed into another. */
export const taskStart = (name: string, file: string): string => `/**
 * ${name}: a task of my own. A sequence of symbols goes by; at its end the net says which came first.
 *
 *     npx genoprop check ${shellWord(basename(file))}
 *     npx genoprop duel ${shellWord(basename(file))} --set length=8
 */
import { defineTask } from 'genoprop';
import { z } from 'zod';

export default defineTask({
  // Lower case words joined by hyphens: trials, runs and reports call the task by it.
  name: '${name}',
  summary: 'say at the end which symbol came first',
  source: 'my own',

  // Every option has a range, a default and a meaning: flags, scripts and messages are made from them.
  options: z.object({
    length: z.int().min(1).max(1000).default(10).describe('time steps of a sequence'),
    symbols: z.int().min(2).max(20).default(4).describe('different symbols'),
  }),

  // What a net must look like under these options. inputs: 'symbols' (one of so many a step) or 'dense' (so many
  // numbers a step). loss: 'softmax' (a class), 'bernoulli' (yes or no for each output) or 'squared' (numbers).
  // scored: 'last' (the answer at the last step counts) or 'masked' (every step that has a target).
  shape({ symbols }) {
    return { inputs: { kind: 'symbols', size: symbols }, outputs: symbols, loss: 'softmax', scored: 'last' };
  },

  // One sequence, drawn from \`random\` alone: integer(n), uniform(), normal(). The same stream must give the same
  // sequence. With scored 'masked' the targets are a list, one a step, null where nothing is asked.
  //
  // A third argument, { part }, says what the sequence is for: 'training', 'validation' or 'test'. These sequences are
  // drawn without end, so it does not matter here. Data of a file must be split by it, or a net can learn the test
  // by heart: train on the past, validate and test on what comes later. \`npx genoprop init task FILE --table DATA\`
  // writes a task that does.
  sample(random, { length, symbols }) {
    const first = random.integer(symbols);
    const others = Array.from({ length: length - 1 }, () => random.integer(symbols));
    return { inputs: [first, ...others], targets: first };
  },

  // What is reached by ignoring the input. May be left out; a verdict is worth more with it.
  chance: ({ symbols }) => ({ loss: Math.log(symbols), error: 1 - 1 / symbols }),

  // Solved when less than this share of so many test sequences is wrong.
  success: { error: 0.01, sequences: 10_000 },
});
`;

/** Template of an episode task: a puck on a line, whose place is seen and whose speed is not. */
export const episodeStart = (name: string, file: string): string => `/**
 * ${name}: an episode task of my own. A puck slides on a line without friction; pushed to and fro, it is to come to rest
 * in the middle. The net sees where it is and must remember where it was to know how fast it goes.
 *
 *     npx genoprop check ${shellWord(basename(file))}
 *     npx genoprop duel ${shellWord(basename(file))} --contestant genitor:hidden=4 --contestant random
 */
import { defineEpisode } from 'genoprop';
import { z } from 'zod';

export default defineEpisode({
  // Lower case words joined by hyphens: trials, runs and reports call the task by it.
  name: '${name}',
  summary: 'bring a sliding puck to rest in the middle',
  source: 'my own',

  // Every option has a range, a default and a meaning: flags, scripts and messages are made from them.
  options: z.object({
    steps: z.int().min(10).max(10_000).default(60).describe('actions of an episode'),
    push: z.number().min(0.1).max(10).default(1).describe('greatest acceleration of the puck'),
  }),

  // What the net sees and does. reads: what becomes of its outputs before they are handed to \`act\`: 'linear' (as they
  // are), 'logistic' (each from 0 to 1), 'tanh' (each from -1 to 1) or 'softmax' (shares that add up to 1). steps: the
  // most actions of an episode.
  shape({ steps }) {
    return {
      observations: 1,
      actions: 1,
      reads: 'tanh',
      steps,
      observationNames: ['place'],
      actionNames: ['push'],
    };
  },

  // How many starts a part has: 'training', 'validation' or 'test'. An evaluation in training plays as many as the
  // contestant's setting \`sequences\`, at most these. Validation and test play each once. May be left out, where starts
  // are drawn without end.
  cases: (_options, { part }) => (part === 'training' ? 10 : 500),

  // One episode, its start drawn from \`random\` alone: integer(n), uniform(), normal(). The same stream and the same
  // actions must give the same episode. A third argument, { index, part }, has the number of the start.
  begin(random, { push }) {
    let place = 2 * random.uniform() - 1;
    let speed = random.uniform() - 0.5;
    let distance = 0;
    let taken = 0;
    const isOut = () => Math.abs(place) > 2;
    return {
      // Writes what the net sees.
      observe(into) {
        into[0] = place;
      },
      // Takes one action. Returns false where the episode is over.
      act(actions) {
        speed += 0.2 * push * (actions[0] ?? 0);
        place += 0.2 * speed;
        distance += Math.min(2, Math.abs(place));
        taken++;
        return !isOut();
      },
      // The result: a loss (lower is better), whether it is lost, and any further numbers.
      outcome() {
        const lost = isOut() || Math.abs(place) > 0.1 || Math.abs(speed) > 0.1;
        return {
          loss: isOut() ? 2 : distance / taken,
          wrong: lost,
          measures: { atEnd: Math.abs(place) },
        };
      },
    };
  },

  // Solved when less than this share of so many test episodes is lost; a trial ends when that is certain enough by those
  // of validation. A criterion by a measure is possible as well:
  // { measure: 'atEnd', atMost: 0.05, sequences: 500 }.
  success: () => ({ error: 0.02, sequences: 500 }),

  // What is reached without a net, beside doing nothing and random actions: \`npx genoprop tasks FILE\` prints it.
  agents: () => ({
    'always to the middle': (seen, actions) => {
      actions[0] = (seen[0] ?? 0) > 0 ? -1 : 1;
    },
  }),
});
`;

export const tournamentProgram = (file: string): string => `/**
 * A tournament: how far do breeding and gradients get as sequences grow? Under a minute on 2 cores.
 *
 *     npx genoprop tournament ${shellWord(basename(file))} --dry-run
 *     npx genoprop tournament ${shellWord(basename(file))}
 */
import { contestants, defineTournament } from 'genoprop';

// \`npx genoprop contestants\` lists them, \`npx genoprop contestants genitor\` shows a contestant's settings.
const { genitor, msgdCr } = contestants;

export default defineTournament({
  name: ${quoted(scriptName(file))},

  // A built-in task's name (\`npx genoprop tasks\`), a file of your own ('./my-task.ts') or a package.
  // An option that is a list is swept: each value makes a task.
  tasks: [{ task: 'temporal-order', options: { length: [10, 15] } }],

  // Settings that are lists are swept as well: population: [100, 200].
  // Random search takes part as the floor, for a task that guessing solves proves nothing (floor: false).
  contestants: [genitor, genitor.with({ selection: 'rank' }).named('ranked'), msgdCr],

  // Repetitions, each with training sequences and first weights drawn for it. Below 5 there is no verdict.
  seeds: 5,
  // All randomness begins here: the same seed gives the same results.
  seed: 1,

  // A trial ends when it has solved its task or this is spent: 5e10mac, 20000update, 100000evaluation, 8h,
  // or several of them as a list.
  budget: '3e9mac',
});
`;

export const tournamentData = (
  file: string,
): string => `# A tournament: how far do breeding and gradients get as sequences grow? Under a minute on 2 cores.
#
#     npx genoprop tournament ${shellWord(basename(file))} --dry-run
#     npx genoprop tournament ${shellWord(basename(file))}

name: ${quoted(scriptName(file))}

# A built-in task's name (\`npx genoprop tasks\`), a file of your own (./my-task.ts) or a package.
# An option that is a list is swept: each value makes a task.
tasks:
  - task: temporal-order
    options: { length: [10, 15] }

# \`npx genoprop contestants\` lists them, \`npx genoprop contestants genitor\` shows a contestant's settings.
# Settings that are lists are swept as well: population: [100, 200].
# Random search takes part as the floor, for a task that guessing solves proves nothing (floor: false).
contestants:
  - genitor
  - { contestant: genitor, settings: { selection: rank }, name: ranked }
  - msgd-cr

# Repetitions, each with training sequences and first weights drawn for it. Below 5 there is no verdict.
seeds: 5
# All randomness begins here: the same seed gives the same results.
seed: 1

# A trial ends when it has solved its task or this is spent: 5e10mac, 20000update, 100000evaluation, 8h,
# or several of them as a list.
budget: 3e9mac
`;

export const tournamentJson = (file: string): string =>
  `${JSON.stringify(
    {
      name: scriptName(file),
      tasks: [{ task: 'temporal-order', options: { length: [10, 15] } }],
      contestants: [
        'genitor',
        { contestant: 'genitor', settings: { selection: 'rank' }, name: 'ranked' },
        'msgd-cr',
      ],
      seeds: 5,
      seed: 1,
      budget: '3e9mac',
    },
    null,
    2,
  )}\n`;
