/** Wording of figures: a line on the terminal, a row of a table. */
import type { Figure } from './suite.ts';

/** Counts in full, measured values in three digits. */
const shown = (value: number): string => {
  if (Number.isInteger(value) || value >= 1000) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
};
const spreadOf = ({ spread }: Figure): string =>
  spread === undefined ? '' : `± ${(100 * spread).toFixed(0)} %`;
const ratioOf = ({ ratio }: Figure): string =>
  ratio === undefined ? '' : `${ratio < 1 ? ratio.toPrecision(2) : ratio.toFixed(1)} times`;

/** Line of a figure: `forward, H=50: 39.1 GFLOP/s ± 9 %  (PyTorch 6.63 GFLOP/s: 5.9 times as fast; goal: …)` */
export function sentence(figure: Figure): string {
  const { what, value, unit, peer, goal, note } = figure;
  const beside =
    peer === undefined ? '' : `${peer.name} ${shown(peer.value)} ${unit}: ${ratioOf(figure)} as fast`;
  const extras = [beside, note ?? '', goal === undefined ? '' : `goal: ${goal}`].filter(
    (text) => text !== '',
  );
  const measured = [`${shown(value)} ${unit}`, spreadOf(figure)].filter((text) => text !== '').join(' ');
  return `${what}: ${measured}${extras.length > 0 ? `  (${extras.join('; ')})` : ''}`;
}

export const figureHead: readonly string[] = ['what', 'figure', 'spread', 'peer', 'ratio', 'goal', 'note'];

/** Row of a figure under `figureHead`. */
export function row(figure: Figure): string[] {
  const { what, value, unit, peer, goal, note } = figure;
  const beside = peer === undefined ? '' : `${peer.name} ${shown(peer.value)} ${unit}`;
  return [what, `${shown(value)} ${unit}`, spreadOf(figure), beside, ratioOf(figure), goal ?? '', note ?? ''];
}

/** Work a second in the unit that keeps it short: `912 GFLOP/s`, `12.3 TFLOP/s`; `9.1 GB/s`. */
export function rate(perSecond: number, unit: 'FLOP' | 'B'): string {
  const [scale, prefix] = perSecond >= 1e12 ? [1e12, 'T'] : perSecond >= 1e9 ? [1e9, 'G'] : [1e6, 'M'];
  return `${(perSecond / scale).toPrecision(3)} ${prefix}${unit}/s`;
}

/** Share: `12 %`, one digit behind the point below ten, two below one. */
export function share(part: number): string {
  const percent = 100 * part;
  return `${percent.toFixed(percent >= 10 ? 0 : percent >= 1 ? 1 : 2)} %`;
}
