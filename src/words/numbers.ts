/** Numbers as people read them: quantities with SI prefixes, percentages, digits. */

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** Three digits of a finite value, and its SI prefix. */
function scaled(value: number): readonly [digits: string, prefix: string] {
  let rest = value;
  let prefix = 0;
  while (Math.abs(rest) >= 999.5 && prefix < PREFIXES.length - 1) {
    rest /= 1000;
    prefix += 1;
  }
  return [prefix === 0 && Number.isInteger(rest) ? String(rest) : rest.toPrecision(3), PREFIXES[prefix]!];
}

/** Number in three digits with an SI prefix: `4.13 G`. The unit's name follows it: `4.13 GMAC`. */
export function quantity(value: number, unit = ''): string {
  if (!Number.isFinite(value)) return '-';
  const [digits, prefix] = scaled(value);
  return `${digits} ${prefix}${unit}`.trimEnd();
}

/** Number in three digits with an SI prefix without spaces: `4.13G`. */
export function compact(value: number): string {
  return Number.isFinite(value) ? scaled(value).join('') : '-';
}

/** Numbers as panels write them: short, and of about the same width from frame to frame. */

/** Number in three digits, or two if it is small: `0.412`, `1.39`, `31.0`, `0.0042`, `2.1e-5`. */
export function brief(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 99_999.5 || size < 0.000_995) return value.toExponential(1).replace('e+', 'e');
  if (size >= 999.5) return String(Math.round(value));
  return value.toPrecision(size < 0.01 ? 2 : 3);
}

/** Percentage: `12.3 %`, two decimals below one percent. */
export function percent(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return '-';
  const hundredths = 100 * share;
  return `${hundredths.toFixed(hundredths !== 0 && Math.abs(hundredths) < 1 ? 2 : 1)} %`;
}

/**
 * Percentages of an interval: `10.1 to 15.0 %`. The decimals are those of `percent`, or as many as given; more where
 * the two would read alike.
 */
export function percentRange(low: number, high: number, decimals?: number): string {
  const write = (share: number, digits: number | undefined): string =>
    digits === undefined ? percent(share).replace(' %', '') : (100 * share).toFixed(digits);
  let [from, to] = [write(low, decimals), write(high, decimals)];
  for (let more = (decimals ?? 0) + 1; Number(from) === Number(to) && more <= 8; more++) {
    [from, to] = [write(low, more), write(high, more)];
  }
  return `${from} to ${to} %`;
}

/** Percentage in at most five characters: `12.3%`, `100%`, `0.04%`. */
export function share(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const percent = 100 * value;
  if (percent >= 99.95 || percent === 0) return `${Math.round(percent)}%`;
  return `${percent.toFixed(percent < 0.995 ? 2 : 1)}%`;
}

/** Percentage in so many significant digits: `0.12 %`, `57 %`. */
export function significantPercent(share: number, digits = 2): string {
  return `${significantDigits(100 * share, digits)} %`;
}

/** Number in two significant digits or so many, more where they stand before the point. */
export function significantDigits(value: number, digits = 2): string {
  return Math.abs(value) >= 10 ** digits
    ? String(Math.round(value))
    : String(Number(value.toPrecision(digits)));
}

/** Number without needless zeros: `2G`, `1.5G`, `80%`, `0.5%`. */
export const trimmed = (text: string): string =>
  text.replace(/\.(\d*?)0+(?=\D|$)/, (_, kept: string) => (kept === '' ? '' : `.${kept}`));

/** Median: the middle value, or the mean of the two middle ones; null of nothing. Infinite values count. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A bar of `width` characters, filled in steps of an eighth. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(8 * width * Math.min(1, Math.max(0, share)));
  const full = '█'.repeat(eighths >> 3);
  const part = eighths % 8 === 0 ? '' : ' ▏▎▍▌▋▊▉'[eighths % 8]!;
  return (full + part).padEnd(width, '·');
}
