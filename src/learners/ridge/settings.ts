/** Settings of ridge regression. */
import * as z from 'zod';
import { log, type Space } from '../../options/space.ts';

/** Least λ down to which normal equations are used unasked: below, a Gram matrix has lost what λ would weigh. */
export const LEAST_FOR_NORMAL = 1e-6;
/** Most values of λ. */
const MOST = 100;

/** Values of λ in a text, ascending, each once. @throws RangeError with one line on a text that lists none */
export function readLambdas(text: string): number[] {
  const words = text.split(/[\s,/]+/).filter((word) => word !== '');
  if (words.length === 0 || words.length > MOST) {
    throw new RangeError(
      `lambdas lists ${words.length} values, it must list 1 to ${MOST}, such as '1e-8 1e-4 1'`,
    );
  }
  const values = words.map((word) => {
    const value = Number(word);
    if (Number.isFinite(value) && value >= 0) return value;
    throw new RangeError(`lambdas has '${word}', every λ must be a number of at least 0`);
  });
  return [...new Set(values)].sort((a, b) => a - b);
}

function faultOf(text: string): string | null {
  try {
    readLambdas(text);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

export const settings = z.object({
  batch: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe('sequences that are added to the regression at a step'),
  lambdas: z
    .string()
    .superRefine((text, context) => {
      const message = faultOf(text);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .default('1e-8 1e-6 1e-4 0.01 1')
    .describe(
      'λ, the weight of ‖W_out‖² beside the squared errors of all rows; of several, parted by spaces, the one with the lowest error on the held-out rows',
    ),
  heldOut: z
    .number()
    .positive()
    .max(0.5)
    .default(0.2)
    .describe(
      'share of the training rows, the last of each batch, on which λ is chosen; then the readout is solved from all rows. One λ needs none',
    ),
  method: z
    .enum(['auto', 'normal', 'qr'])
    .default('auto')
    .describe(
      `normal equations (normal), or the triangle of a QR factorisation (qr), which small λ need; auto: normal where every λ is ${LEAST_FOR_NORMAL} or more`,
    ),
  readout: z
    .enum(['squares', 'likelihood'])
    .default('squares')
    .describe(
      'squares: least squares, to one-hot targets where the task has classes; likelihood: the loss of the task itself, a softmax or logistic readout trained until its gradient vanishes. The same on squared losses',
    ),
  growth: z
    .number()
    .min(0)
    .max(10)
    .default(0.1)
    .describe(
      'share by which the rows must have grown before they are solved again (0: at every step); by likelihood they double until there are as many as features',
    ),
});

export type RidgeSettings = z.output<typeof settings>;

export const space: Space = {
  batch: log(1, 100, { whole: true }),
};

export const unsearched = {
  lambdas: 'a list is searched by itself, on held-out rows',
  heldOut: 'it serves that search',
  method: 'auto takes the one that holds',
  readout: 'a contestant for each tells more',
  growth: 'it is a matter of cost alone',
};

/** Sums that the method needs for those λ. */
export const sumKindOf = ({ method, lambdas }: Pick<RidgeSettings, 'method' | 'lambdas'>) =>
  method === 'qr' || (method === 'auto' && readLambdas(lambdas)[0]! < LEAST_FOR_NORMAL)
    ? ('triangle' as const)
    : ('gram' as const);
