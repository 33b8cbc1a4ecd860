/** Periodic patterns: sines of turns, and the period of a series by its autocorrelation. */
import { cosine } from '../../src/numeric/elementary.ts';

/** Sine of so many turns: sin(2π x). */
export function sineOfTurns(turns: number): number {
  const fraction = turns - Math.floor(turns);
  // sin(2π x) = cos(2π (x - 1/4)), whose argument is to be at most π.
  return cosine(2 * Math.PI * (fraction < 0.75 ? fraction - 0.25 : fraction - 1.25));
}

/**
 * Period of a series, in steps: the lag of half to three halves of `expected` at which its autocorrelation is greatest,
 * between steps by the parabola through the greatest and its neighbours; null of a series too short, or without spread.
 */
export function periodOf(series: readonly number[], expected: number): number | null {
  const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
  const correlation = (lag: number): number => {
    let product = 0;
    let [early, late] = [0, 0];
    for (let step = lag; step < series.length; step++) {
      const [before, now] = [series[step - lag]! - mean, series[step]! - mean];
      product += before * now;
      early += before * before;
      late += now * now;
    }
    return product / Math.sqrt(early * late);
  };
  const first = Math.max(2, Math.floor(expected / 2));
  const last = Math.ceil((3 * expected) / 2);
  if (last + 2 > series.length) return null;
  let best = first;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let lag = first; lag <= last; lag++) {
    const value = correlation(lag);
    if (!(value > greatest)) continue;
    best = lag;
    greatest = value;
  }
  if (greatest === Number.NEGATIVE_INFINITY) return null;
  const [left, right] = [correlation(best - 1), correlation(best + 1)];
  const bend = left - 2 * greatest + right;
  return bend < 0 ? best + (left - right) / (2 * bend) : best;
}
