/** Settings of a handover: its parts, the shares of the budget at which one hands over to the next, and the cloud. */
import * as z from 'zod';
import { UserError } from '../../errors.ts';
import { linear, log, type Space } from '../../options/space.ts';
import type { Parts } from './parts.ts';

/** Parts and share of a handover that names none. */
export const usual = { parts: 'genitor>msgd-cr', at: 0.3 } as const;

/** Shares as a text: one for each handing over, `0.1@0.5`. */
const SHARES = /^[\d.e-]+(@[\d.e-]+)+$/;

/**
 * Schema of the settings. A text of parts becomes the one that has every setting of their learners.
 * @param read reads a text of parts
 */
export const handoverSettings = (read: (text: string) => Parts) =>
  z
    .object({
      parts: z
        .string()
        .transform((text, context) => {
          try {
            return read(text).text;
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
            context.addIssue({ code: 'custom', message: error.message });
            return z.NEVER;
          }
        })
        .prefault(usual.parts)
        .describe(
          'contestants, each of which goes on from the net of the one before it: genitor>msgd-cr; settings of a learner follow behind a colon, genitor:population=50>msgd-cr:learningRate=0.1; the net is that of the first',
        ),
      at: z
        .union([z.number().min(0).max(1), z.string().regex(SHARES)])
        .default(usual.at)
        .describe(
          'share of the budget at which the first part hands over; of three parts and more one share a handing over, rising: 0.1@0.5',
        ),
      spread: z
        .number()
        .min(0)
        .max(100)
        .default(0.1)
        .describe(
          'standard deviation of the weights of the other members of a population around the net that was handed over',
        ),
    })
    .superRefine(({ parts, at }, context) => {
      const fault = sharesFault(sharesOf(at), parts.split('>').length - 1);
      if (fault !== null) context.addIssue({ code: 'custom', message: fault, path: ['at'] });
    });

export type HandoverSettings = z.output<ReturnType<typeof handoverSettings>>;

/** Shares of the budget, one a handing over. */
export const sharesOf = (at: number | string): readonly number[] =>
  typeof at === 'number' ? [at] : at.split('@').map(Number);

function sharesFault(shares: readonly number[], count: number): string | null {
  if (shares.length !== count) {
    const example = Array.from({ length: count }, (_, index) => (index + 1) / 10).join('@');
    return `at has ${shares.length === 1 ? 'one share' : `${shares.length} shares`}, and ${count + 1} parts hand over ${count === 1 ? 'once' : `${count} times`}; write it as in at=${example}`;
  }
  const isShare = shares.every((share) => share >= 0 && share <= 1);
  const rises = shares.every((share, index) => index === 0 || share >= shares[index - 1]!);
  return isShare && rises ? null : `the shares of at must be numbers from 0 to 1 that do not fall`;
}

export const handoverSpace: Space = { at: linear(0, 1), spread: log(0.01, 1) };
