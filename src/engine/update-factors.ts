/** Factors of one update of a descent, where a schedule moves η or α. */

export interface UpdateFactors {
  /** Factor of η, from 0 on. */
  readonly rate: number;
  /** Factor of α, from 0 on. */
  readonly alpha: number;
}

const UNCHANGED: UpdateFactors = { rate: 1, alpha: 1 };

/** Factors of a request; both are 1 where it has none. */
export const factorsOf = ({ factors = UNCHANGED }: { readonly factors?: UpdateFactors }): UpdateFactors =>
  factors;

/** Request for Ω with its weight α times the factor; null where there is none. */
export const scaledOmega = <Omega extends { readonly weight: number }>(
  { omega }: { readonly omega: Omega | null },
  { alpha }: UpdateFactors,
): Omega | null => omega && { ...omega, weight: omega.weight * alpha };
