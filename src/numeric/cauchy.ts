/** Quantile of the standard Cauchy distribution, on the portable cosine. */
import { cosine } from './elementary.ts';

/** x with F(x) = p for p in (0, 1): tan(π (p - 1/2)), to about 1 part in 10¹⁶ / min(p, 1 - p). */
export function standardCauchyQuantile(p: number): number {
  const angle = Math.PI * (p - 0.5);
  // sin v = cos(v - π/2), whose argument is within -π and 0.
  return cosine(angle - Math.PI / 2) / cosine(angle);
}
