/**
 * Settings of contestants on music: those of examples/natural-problems.tournament.ts and of
 * `npm run reproduce -- natural-problems`.
 */

/** SGD on Elman nets. The paper's own settings were for 300 logistic units and one piece at a time. */
export const descent = { hidden: 100, learningRate: 0.3 };

/** With clipped gradients. */
export const clipped = { ...descent, threshold: 8 };

/** With Ω too: α falls as 1/t over epochs. JSB has 229 pieces, 12 batches. */
export const regularised = { ...clipped, alpha: 0.5, alphaSchedule: 'inverse', alphaSpan: 12 };

/** An LSTM for Adam, on the chorales. */
export const lstm = { net: 'lstm', hidden: 100, learningRate: 0.003 };

/**
 * An LSTM for Adam, on made pieces, which are played with a tenth of the budget: 6.7 nats a frame after 2e10
 * multiply-accumulates, where .003 comes to 9.1 (medians of two seeds).
 */
export const lstmOnMade = { ...lstm, learningRate: 0.01 };
