/** Success criteria and parts, which tasks of sequences and of episodes share. */

/**
 * Success criterion, with the direction as data: an error is to be low, a measure low or high as the criterion says.
 */
export type TaskSuccess = TaskCriterion & { readonly sequences: number };

export type TaskCriterion =
  | { readonly error: number; readonly measure?: undefined; readonly loss?: undefined }
  /** Mean loss over sequences, at most. */
  | { readonly loss: number; readonly error?: undefined; readonly measure?: undefined }
  | {
      /** Name of the number in the result of `judge`. */
      readonly measure: string;
      readonly atLeast: number;
      readonly atMost?: undefined;
      readonly error?: undefined;
      readonly loss?: undefined;
    }
  | {
      readonly measure: string;
      readonly atMost: number;
      readonly atLeast?: undefined;
      readonly error?: undefined;
      readonly loss?: undefined;
    };

/**
 * Purpose of sequences: the search learns from those of training, its best net is chosen by those of validation, and
 * the verdict rests on those of test.
 */
export type Part = 'training' | 'validation' | 'test';

/** Context that `shared` and `cases` receive beside the options. */
export interface PartContext {
  /** Part of which sequences are drawn or counted. Fixed data must be split by it. */
  readonly part: Part;
}
