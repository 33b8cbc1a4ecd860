/** Numbers as panels write them: short, and of about the same width from frame to frame. */

/** Three digits, or two of what is small: `0.412`, `1.39`, `31.0`, `0.0042`, `2.1e-5`. */
export function brief(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 99_999.5 || size < 0.000_995) return value.toExponential(1).replace('e+', 'e');
  if (size >= 999.5) return String(Math.round(value));
  return value.toPrecision(size < 0.01 ? 2 : 3);
}

/** Three digits and an SI prefix without spaces: `4.13G`. */
export function compact(value: number): string {
  if (!Number.isFinite(value)) return '-';
  let scaled = value;
  let prefix = 0;
  while (Math.abs(scaled) >= 999.5 && prefix < 6) {
    scaled /= 1000;
    prefix += 1;
  }
  const digits = prefix === 0 && Number.isInteger(scaled) ? String(scaled) : scaled.toPrecision(3);
  return `${digits}${['', 'k', 'M', 'G', 'T', 'P', 'E'][prefix]}`;
}

/** A share in at most five characters: `12.3%`, `100%`, `0.04%`. */
export function share(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const percent = 100 * value;
  if (percent >= 99.95 || percent === 0) return `${Math.round(percent)}%`;
  return `${percent.toFixed(percent < 0.995 ? 2 : 1)}%`;
}

/** A number without needless zeros: `2G`, `1.5G`, `80%`, `0.5%`. */
export const trimmed = (text: string): string =>
  text.replace(/\.(\d*?)0+(?=\D|$)/, (_, kept: string) => (kept === '' ? '' : `.${kept}`));

/** `8s`, `4m05s`, `3h20m`, `2d04h`. */
export function shortTime(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '-';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const pair = (large: number, small: number, letters: string): string =>
    `${large}${letters[0]}${String(small).padStart(2, '0')}${letters[1]}`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return pair(minutes, whole % 60, 'ms');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return pair(hours, minutes % 60, 'hm');
  return pair(Math.floor(hours / 24), hours % 24, 'dh');
}

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
