/** Strip of a net's hidden units, a row each. */
import type { ChampionTrace, Specimen } from '../../data.ts';
import { levelOf } from '../cells.ts';
import { ramp, type Theme } from '../theme.ts';
import { compact } from '../ticks.ts';
import { LEVELS, type Strip, square } from './strip.ts';

/** Height in pixels, the same for all nets, so that figures side by side have their strips at one height. */
const HIDDEN = 160;

export function hiddenStrip({ shown }: Specimen, trace: ChampionTrace, number: number, theme: Theme): Strip {
  const states = statesOf(trace, number);
  const cells = states.flatMap((row, step) =>
    row.map((state, unit) => square(step, unit, levelOf((state / trace.scale + 1) / 2, LEVELS))),
  );
  const rest = trace.hidden > trace.shown ? ` (${trace.shown} of ${trace.hidden})` : '';
  return {
    title: `hidden units${rest}, −${compact(trace.scale)} to ${compact(trace.scale)}`,
    height: HIDDEN,
    rows: trace.shown,
    names: trace.shown <= 16 ? Array.from({ length: trace.shown }, (_, unit) => nameOf(trace, unit)) : null,
    cells,
    colours: ramp(theme.signed, LEVELS),
    series: [],
    probe: (step, unit) =>
      step >= shown ? [] : [[`hidden unit ${nameOf(trace, unit)}`, (states[step]?.[unit] ?? 0).toFixed(2)]],
  };
}

const nameOf = ({ names }: ChampionTrace, unit: number): string => names?.[unit] ?? String(unit + 1);

/** States of one sequence, `[step][unit]`. */
export function statesOf({ states, shown, scale }: ChampionTrace, number: number): number[][] {
  const bytes = atob((states[number] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
  return Array.from({ length: Math.floor(bytes.length / Math.max(1, shown)) }, (_, step) =>
    Array.from(
      { length: shown },
      (_unit, unit) => (scale * (bytes.charCodeAt(step * shown + unit) - 128)) / 127,
    ),
  );
}
