/**
 * Sentences on how to read pictures of a search: the report has them below its figures, the terminal in its help. The
 * pictures of the two look different, so the sentences take a word for the look.
 */

/** Principles of the comparison, each with its name. */
export const METHODS: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: 'Trial',
    text: 'One contestant on one task with one seed. It ends when the task is solved, when its budget is spent, or when its loss or gradient is no longer finite, which is a result like others.',
  },
  {
    name: 'Cost',
    text: 'Multiply-accumulates (MACs) of the search, counted from formulas: an update pays for its forward and backward pass, breeding for every genome that it evaluates. Validation and test are free.',
  },
  {
    name: 'Same data',
    text: 'Training sequences depend on seed, task and repetition alone; everybody is validated and tested on the same sequences.',
  },
  {
    name: 'Test',
    text: 'The net that validated best answers the test sequences once, at the end. That alone decides whether a trial solved the task.',
  },
];

export const ERROR_OVER_COST =
  'Lower and further left is better: at any cost, whoever is lowest has the better net for that price.';

/**
 * Sentence on the spread over seeds.
 * @param spread look of seeds that differ, with its verb: `A wide band means`
 */
export const luck = (spread: string): string => `${spread} that luck decides much.`;

/**
 * Sentence on vanishing gradients.
 * @param early the side on which the early steps of the sequence lie
 */
export const vanishing = (early: 'right' | 'left'): string =>
  early === 'right'
    ? 'A line that falls to the right is a gradient that vanishes: a straight fall on this logarithmic axis loses the same factor at every step back, and what came early teaches nothing. A line that rises is one that explodes.'
    : 'A line that falls to the left is a gradient that vanishes: a straight fall on this logarithmic axis loses the same factor at every step back, and what came early teaches nothing. A line that rises to the left is one that explodes.';

export const LEVEL_GRADIENT =
  'A level line carries the error back undiminished, which is what the regulariser Ω asks for.';

/**
 * Sentence on a converged population.
 * @param picture look of a population whose members are all alike
 */
export const converged = (picture: string): string =>
  `${picture} is a population that has converged: its members are all alike, and crossover has nothing left to combine.`;

export const CHAMPIONS =
  'Look for hidden units that change when an important input comes and keep their colour until the answer is due: that is memory. Where the colours flicker with every input, nothing is kept.';

/** Sentence on the strips of nets with gates. */
export const GATES =
  'A gate is open at 1 and shut at 0: a cell keeps what its forget gate leaves open, and an update gate near 1 keeps h as it was.';

/** Sentence on the worth of results on tuning seeds. */
export const TUNING_BIAS =
  'These are results on the seeds on which the settings were chosen, so they look better than they are, and no winner is named; a tournament on fresh seeds tells who wins.';

/** Sentence on the importance of settings, and how it was found. */
export const IMPORTANCE =
  'Importance: a random forest learns the place of a candidate from its settings, and the share is how much its error on candidates that it has not seen grows when the values of one setting are shuffled among them, relative to the variance of the places. Its 95 % interval is over repeated forests and shuffles: the chance in the method, not that of other candidates.';

export const READ_IMPORTANCE =
  'A large share is a setting to get right; one whose interval reaches 0 may as well be left as it is. Shares need not add up to 100 %.';

/** Principles of a tuning, each with its name. */
export const TUNING: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: 'Candidate',
    text: 'A contestant with settings from its search space; the first has the settings of the script. Every contestant gets as many candidates, seeds and MACs as the others.',
  },
  {
    name: 'Order',
    text: 'Candidates stand in the order of a verdict: by how often a trial of one goes better than a trial of another, solved before unsolved, then the cheaper, then the lower test error. One that came to a later round stands before those that fell out.',
  },
  { name: 'Worth', text: TUNING_BIAS },
  { name: 'Settings that mattered', text: `${IMPORTANCE} ${READ_IMPORTANCE}` },
];
