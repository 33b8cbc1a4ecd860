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

/** Explanation of a measure of a search, and how to read it. */
export interface MeasureWords {
  readonly title: string;
  readonly shows: string;
  readonly reading?: string;
}

/** Explanations by key in a search's `inside`. */
export const MEASURES = {
  meanGradientNorm: {
    title: 'Gradient norm',
    shows: 'Length of the gradient of all parameters, and, thin and dotted, what clipping leaves of it.',
    reading:
      'Peaks are the cliffs of which Pascanu et al. warn: without clipping, one step there can throw away what was learnt.',
  },
  shareClipped: {
    title: 'Updates clipped',
    shows: 'How often the gradient was longer than the threshold and was cut to it.',
    reading: 'At 100 % the learning rate and the threshold alone set the length of every step.',
  },
  omega: {
    title: 'Ω, the vanishing-gradient regulariser',
    shows: 'How far, on average, the error signal changes its length in one step back through time.',
    reading: 'At 0 it keeps its length; large values are signals that vanish or explode.',
  },
  spectralRadius: {
    title: 'Spectral radius of the recurrent weights',
    shows: 'The strongest stretching of which one step through the recurrent weights is capable.',
    reading: 'Below 1, gradients vanish over long lags in the end; only above 1 can they go on growing.',
  },
  diversity: {
    title: 'Diversity',
    shows: 'How much the members differ, gene by gene.',
    reading: 'It falls as the population agrees; near 0 only mutation still finds anything new.',
  },
  acceptanceRate: {
    title: 'Offspring accepted',
    shows: 'How many children were better than the worst member, whose place they took.',
    reading: 'A rate near 0 is a search that no longer gets ahead.',
  },
  meanStep: {
    title: 'Mutation step',
    shows: 'The self-adapted size of mutations, averaged over the population.',
    reading: 'A step that collapses early freezes the search where it is.',
  },
  failedEvaluations: {
    title: 'Failed evaluations',
    shows: 'Genomes whose loss was NaN or infinite, counted since the start.',
  },
} as const satisfies Readonly<Record<string, MeasureWords>>;
