/**
 * Ω, the vanishing-gradient regulariser of Pascanu, Mikolov & Bengio (2013), equations 9 and 10. With
 * d = ∂E/∂h_t, s = d ∘ f', v = W_recᵀ s and r = ‖v‖²/‖d‖², it is the mean over all steps and sequences of
 * (r - 1)², or of (√r - 1)² in the norm form. Only the immediate derivative counts: d and s are constants.
 */
import type { OmegaRequest } from '../device.ts';

/** Least ‖d‖² of a step that counts: below it no error signal is left to compare with. */
const LEAST_SQUARED_NORM = 1e-20;

/** Sums over the steps seen so far; divided by `valid` they are Ω and `[H×H]` ∂⁺Ω/∂W_rec. */
export interface OmegaSum {
  sum: number;
  valid: number;
  readonly gradient: Float64Array;
}

interface Form {
  /** Term of a step in Ω. */
  term(r: number): number;
  /** Derivative of the term by r. */
  slope(r: number): number;
}

const forms: Readonly<Record<OmegaRequest['form'], Form>> = {
  squared: { term: (r) => square(r - 1), slope: (r) => 2 * (r - 1) },
  norm: {
    term: (r) => square(Math.sqrt(r) - 1),
    // √r has no derivative at 0; the step then adds nothing.
    slope: (r) => (r === 0 ? 0 : 1 - 1 / Math.sqrt(r)),
  },
};

function square(x: number): number {
  return x * x;
}

/** Adds one step of one sequence; d, s and v are `[H]`. */
export function addOmega(
  omega: OmegaSum,
  form: OmegaRequest['form'],
  d: Float64Array,
  s: Float64Array,
  v: Float64Array,
): void {
  const squaredD = squaredNorm(d);
  if (!(squaredD >= LEAST_SQUARED_NORM)) return;
  const squaredV = squaredNorm(v);
  if (squaredD + squaredV < Number.POSITIVE_INFINITY) {
    addStep(omega, forms[form], { s, v, squaredD, squaredV });
    return;
  }
  // Neither r nor s v / ‖d‖² changes where d, s and v shrink alike, and a power of two loses no bits.
  const scale = [...d, ...v].some((value) => Math.abs(value) > 2 ** 800) ? 2 ** -900 : 2 ** -500;
  const shrink = (vector: Float64Array): Float64Array => vector.map((value) => value * scale);
  const [smallD, smallS, smallV] = [shrink(d), shrink(s), shrink(v)];
  const squares = { squaredD: squaredNorm(smallD), squaredV: squaredNorm(smallV) };
  addStep(omega, forms[form], { s: smallS, v: smallV, ...squares });
}

interface Step {
  readonly s: Float64Array;
  readonly v: Float64Array;
  readonly squaredD: number;
  readonly squaredV: number;
}

function addStep(omega: OmegaSum, form: Form, { s, v, squaredD, squaredV }: Step): void {
  const r = squaredV / squaredD;
  omega.sum += form.term(r);
  omega.valid += 1;
  // v_j = Σ_i W_ij s_i, so ∂r/∂W_ij = 2 s_i v_j / ‖d‖².
  const factor = (form.slope(r) * 2) / squaredD;
  for (let to = 0; to < s.length; to++) {
    for (let from = 0; from < s.length; from++) {
      omega.gradient[to * s.length + from]! += factor * s[to]! * v[from]!;
    }
  }
}

export function squaredNorm(vector: Float64Array): number {
  return vector.reduce((sum, value) => sum + value * value, 0);
}
