/**
 * Styles of text and their terminal codes. The contestants' colours are those of Okabe & Ito (2008), "Color Universal
 * Design", which colour-blind eyes tell apart, in the nearest of a terminal's 256 colours, or the nearest of 16 where
 * it has no more. No meaning hangs on a colour alone: contestants have letters too, states have words, and hidden
 * states have signs where there are no colours.
 */

/** Colour: one of the 256, and one of the 16 (0 to 15) for terminals that have no more. */
export type Colour = readonly [rich: number, poor: number];

export interface Style {
  readonly text?: Colour;
  readonly ground?: Colour;
  readonly weight?: 'strong' | 'faint';
  readonly reversed?: true;
}

/** Number of colours that a terminal shows: none also where NO_COLOR asks for none. */
export type Colours = 0 | 16 | 256;

/** True for a terminal with too few colours: contestants get letters along their curves, states get signs. */
export const hasSigns = (colours: Colours): boolean => colours < 256;

export const strong: Style = { weight: 'strong' };
export const faint: Style = { text: [245, 8] };
/** Style of the success criterion and of results that meet it; blue against orange is told apart by all eyes. */
export const good: Style = { text: [75, 12] };
export const bad: Style = { text: [208, 3] };
export const heading: Style = { weight: 'strong', text: [252, 15] };
export const here: Style = { weight: 'strong', reversed: true };

const CONTESTANTS: readonly Colour[] = [
  [74, 14],
  [214, 11],
  [36, 10],
  [175, 13],
  [185, 7],
  [69, 12],
  [166, 9],
  [250, 15],
];

/** Style of a contestant. Beyond the eighth the colours begin again, with other letters. */
export function contestantStyle(index: number): Style {
  return { text: CONTESTANTS[index % CONTESTANTS.length]! };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Letter by which a contestant is known without colours. */
export const contestantSign = (index: number): string => LETTERS[index % LETTERS.length]!;

/** Heat scale from -1 over 0 to 1: blue over dark grey to orange. */
const HEAT: readonly Colour[] = [
  [45, 14],
  [38, 6],
  [31, 4],
  [24, 4],
  [237, 8],
  [94, 3],
  [136, 3],
  [178, 11],
  [220, 11],
];

/** Colour of a value in [-1, 1]; values beyond are clamped. */
export function heat(value: number): Colour {
  const place = Math.round(((Math.max(-1, Math.min(1, value)) + 1) / 2) * (HEAT.length - 1));
  return HEAT[Number.isFinite(place) ? place : 4]!;
}

/** Scale from 0 to 1 of growing lightness: dark blue over green to pale yellow. */
const RISING: readonly Colour[] = [
  [17, 4],
  [18, 4],
  [24, 4],
  [25, 4],
  [31, 6],
  [37, 6],
  [72, 2],
  [107, 2],
  [143, 3],
  [179, 3],
  [221, 11],
  [229, 15],
];

/** Colour of a share; shares beyond 0 and 1 are clamped. */
export const rising = (share: number): Colour =>
  RISING[Math.round(Math.max(0, Math.min(1, share)) * (RISING.length - 1))] ?? RISING[0]!;

/** Control sequences that begin and end a style; both empty for a plain one. */
export function sequences(style: Style, colours: Colours): readonly [begin: string, end: string] {
  if (colours === 0) return ['', ''];
  const begin: string[] = [];
  const end: string[] = [];
  if (style.weight !== undefined) {
    begin.push(style.weight === 'strong' ? '1' : '2');
    end.push('22');
  }
  if (style.reversed) {
    begin.push('7');
    end.push('27');
  }
  if (style.text !== undefined) {
    begin.push(colourCode(style.text, colours, 30));
    end.push('39');
  }
  if (style.ground !== undefined) {
    begin.push(colourCode(style.ground, colours, 40));
    end.push('49');
  }
  return begin.length === 0 ? ['', ''] : [`\x1b[${begin.join(';')}m`, `\x1b[${end.join(';')}m`];
}

/**
 * Parameters of a control sequence that sets a colour.
 * @param base 30 for text, 40 for the ground
 */
function colourCode([rich, poor]: Colour, colours: Colours, base: 30 | 40): string {
  if (colours === 256) return `${base + 8};5;${rich}`;
  return String(poor < 8 ? base + poor : base + 60 + poor - 8);
}
