/** Durations as people read them. */

/** Duration in words: `9.3 s`, `48 s`, `2 min 05 s`, `1 h 20 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Duration without spaces: `8s`, `4m05s`, `3h20m`, `2d04h`. */
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
