/**
 * Schedules of a descent: factors of η and of α by the number of the update, and, for the paper's rule on natural
 * problems, by the validations so far. A schedule is one entry of a registry.
 */
import { cosine } from '../../numeric/elementary.ts';

/** Standing of a descent, from which its schedules follow. */
export interface Standing {
  /** Number of updates that have been made. */
  readonly updates: number;
  /** Number of validations with a higher loss than the one before. */
  readonly rises: number;
}

/** Factor of η or α at that standing; `span` is in updates. */
type Schedule = (standing: Standing, span: number) => number;

/** Share of η at which the cosine ends. */
const LEAST = 0.01;

/**
 * Schedules of η:
 * - `constant`: 1
 * - `halving`: 2^-rises, halved when the validation loss rises (Pascanu, Mikolov & Bengio 2013, on music)
 * - `inverse`: 1 / (1 + updates / span) (Robbins & Monro 1951)
 * - `cosine`: half a cosine from 1 to .01 over the span, and .01 from there on (Loshchilov & Hutter 2017)
 */
export const rateSchedules = {
  constant: () => 1,
  halving: ({ rises }) => 2 ** -rises,
  inverse: ({ updates }, span) => 1 / (1 + updates / span),
  cosine: ({ updates }, span) =>
    LEAST + ((1 - LEAST) * (1 + cosine(Math.PI * Math.min(1, updates / span)))) / 2,
} as const satisfies Readonly<Record<string, Schedule>>;

/**
 * Schedules of α: `constant`, and `inverse`, 1/t of Pascanu, Mikolov & Bengio (2013), where t counts from 1 and grows
 * once every `span` updates: with a span of 1 t counts updates, with that of an epoch epochs.
 */
export const alphaSchedules = {
  constant: () => 1,
  inverse: ({ updates }, span) => 1 / (1 + Math.floor(updates / span)),
} as const satisfies Readonly<Record<string, Schedule>>;

/** Schedules of a descent by their names, with their spans in updates. */
export interface ScheduleChoice {
  readonly rate: { readonly name: keyof typeof rateSchedules; readonly span: number };
  readonly alpha: { readonly name: keyof typeof alphaSchedules; readonly span: number };
}

/** True where neither η nor α ever changes. */
export const isConstant = ({ rate, alpha }: ScheduleChoice): boolean =>
  rate.name === 'constant' && alpha.name === 'constant';

/** Factors of η and α in the update after that standing. */
export const factorsAt = ({ rate, alpha }: ScheduleChoice, standing: Standing) => ({
  rate: rateSchedules[rate.name](standing, rate.span),
  alpha: alphaSchedules[alpha.name](standing, alpha.span),
});
