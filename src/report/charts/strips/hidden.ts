/** Strips of a net's units, a row each: h, and of nets with gates these and cells above it. */
import { unitName } from '../../../nets/strips.ts';
import type { ChampionTrace, Specimen, TracedUnits } from '../../data.ts';
import { levelOf } from '../cells.ts';
import { ramp, type Theme } from '../theme.ts';
import { compact } from '../ticks.ts';
import { LEVELS, type Strip, square } from './strip.ts';

/** Height in pixels, the same for all nets, so that figures side by side have their strips at one height. */
const HIDDEN = 160;
/** Height in pixels of each strip of a net that has several. */
const ONE_OF_SEVERAL = 84;

/** Strips of the sequence of that number, from top to bottom; the last is h. */
export function hiddenStrips(
  specimen: Specimen,
  trace: ChampionTrace,
  number: number,
  theme: Theme,
): Strip[] {
  const { strips = [] } = trace;
  const draw = (units: TracedUnits, words: Words) => unitsStrip(specimen, units, number, words, theme);
  const height = strips.length === 0 ? HIDDEN : ONE_OF_SEVERAL;
  return [
    ...strips.map((strip) =>
      draw(strip, { title: strip.name, unit: strip.label, isShare: strip.isShare, height }),
    ),
    draw(trace, {
      title: titleOf(trace),
      unit: strips.length === 0 ? 'hidden unit ' : 'h',
      isShare: false,
      height,
    }),
  ];
}

function titleOf({ strips = [], outputUnits }: ChampionTrace): string {
  if (strips.length > 0) return 'h';
  return outputUnits === undefined ? 'hidden units' : 'outputs (y) and hidden nodes';
}

interface Words {
  readonly title: string;
  /** Text before a unit's number. */
  readonly unit: string;
  readonly isShare: boolean;
  readonly height: number;
}

function unitsStrip(
  { shown }: Specimen,
  units: TracedUnits,
  number: number,
  { title, unit, isShare, height }: Words,
  theme: Theme,
): Strip {
  const states = statesOf(units, number);
  const cells = states.flatMap((row, step) =>
    row.map((state, at) => square(step, at, levelOf((state / units.scale + 1) / 2, LEVELS))),
  );
  const rest = units.hidden > units.shown ? ` (${units.shown} of ${units.hidden})` : '';
  const scale = compact(units.scale);
  const named = (before: string, at: number): string =>
    unitName({ outputs: units.outputUnits ?? 0 }, before, at);
  return {
    title: `${title}${rest}, ${isShare ? '0' : `−${scale}`} to ${scale}`,
    height,
    rows: units.shown,
    names: units.shown <= 16 ? Array.from({ length: units.shown }, (_, at) => named('', at)) : null,
    cells,
    colours: ramp(theme.signed, LEVELS),
    series: [],
    probe: (step, at) => (step >= shown ? [] : [[named(unit, at), (states[step]?.[at] ?? 0).toFixed(2)]]),
  };
}

/** Numbers of one sequence, `[step][unit]`. */
export function statesOf({ states, shown, scale }: TracedUnits, number: number): number[][] {
  const bytes = atob((states[number] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
  return Array.from({ length: Math.floor(bytes.length / Math.max(1, shown)) }, (_, step) =>
    Array.from(
      { length: shown },
      (_unit, unit) => (scale * (bytes.charCodeAt(step * shown + unit) - 128)) / 127,
    ),
  );
}
