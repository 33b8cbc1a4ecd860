/**
 * Shortening of a set of names, so that they stay different: common parts go first, differing ones stay. The names of a
 * sweep are a preset and settings, so that `genitor:population=100,selection=rank` beside one with 200 becomes
 * `genitor:population=100`, then `population=100`.
 */

/** Function that gives the columns of a text. */
type Measure = (text: string) => number;

const lengthOf: Measure = (text) => [...text].length;

/**
 * Shortened names, in the same order, each of at most `width` columns. Different names stay different as long as there
 * are as many columns as the number of names has digits. Names with one preset are all shortened, or none of them.
 * @param measure columns of a text; left out, its characters
 */
export function shortenedNames(
  names: readonly string[],
  width: number,
  measure: Measure = lengthOf,
): string[] {
  const different = [...new Set(names)];
  const shortened = shortest(different, width, measure);
  const byName = new Map(different.map((name, index) => [name, shortened[index]!]));
  return names.map((name) => byName.get(name)!);
}

function shortest(names: readonly string[], width: number, measure: Measure): readonly string[] {
  const long = new Set(names.filter((name) => measure(name) > width).map((name) => partsOf(name).preset));
  if (long.size === 0) return names;
  const swept = differing(names, ({ preset }, settings) => joined(preset, settings));
  const bare = differing(names, ({ preset }, settings) =>
    settings.length > 0 ? settings.join(',') : preset,
  );
  const cut = (list: readonly string[], tail: number): string[] =>
    list.map((name) => cutName(name, width, tail, measure));
  const tails = [0, Math.floor(width / 2), width - 1];
  const candidates = [
    swept,
    bare,
    ...tails.map((tail) => cut(swept, tail)),
    ...tails.map((tail) => cut(bare, tail)),
    ...tails.map((tail) => cut(names, tail)),
  ].map((list) => list.map((one, index) => (long.has(partsOf(names[index]!).preset) ? one : names[index]!)));
  const isApart = (list: readonly string[]): boolean =>
    new Set(list).size === list.length && list.every((one) => measure(one) <= width);
  return candidates.find(isApart) ?? numbered(bare, width, measure);
}

interface NameParts {
  readonly preset: string;
  readonly settings: readonly string[];
}

function partsOf(name: string): NameParts {
  const colon = name.indexOf(':');
  if (colon < 0) return { preset: name, settings: [] };
  return { preset: name.slice(0, colon), settings: name.slice(colon + 1).split(',') };
}

const joined = (preset: string, settings: readonly string[]): string =>
  settings.length === 0 ? preset : `${preset}:${settings.join(',')}`;

/** Names without the settings that all names of their preset have; a name that is alone with its preset whole. */
function differing(
  names: readonly string[],
  write: (parts: NameParts, settings: readonly string[]) => string,
): string[] {
  const all = names.map(partsOf);
  return all.map((parts, index) => {
    const group = all.filter(({ preset }) => preset === parts.preset);
    if (group.length === 1) return names[index]!;
    const own = parts.settings.filter((one) => !group.every(({ settings }) => settings.includes(one)));
    return write(parts, own);
  });
}

/** Name with an ellipsis before its last `tail` columns. */
function cutName(name: string, width: number, tail: number, measure: Measure): string {
  if (measure(name) <= width) return name;
  const end =
    tail <= 0
      ? ''
      : fitting([...name].reverse(), tail, measure)
          .reverse()
          .join('');
  const begin = fitting([...name], width - 1 - measure(end), measure).join('');
  return `${begin}…${end}`;
}

/** Leading characters that fit. */
function fitting(characters: readonly string[], width: number, measure: Measure): string[] {
  const kept: string[] = [];
  let room = width;
  for (const character of characters) {
    room -= measure(character);
    if (room < 0) break;
    kept.push(character);
  }
  return kept;
}

/** Numbered names, where nothing else tells them apart: their numbers, from 1, and as much of the name as fits. */
function numbered(names: readonly string[], width: number, measure: Measure): string[] {
  const digits = String(names.length).length;
  return names.map((name, index) => {
    const number = String(index + 1).padStart(digits, '0');
    const room = width - digits;
    if (room <= 0) return number.slice(0, Math.max(0, width));
    return `${fitting([...name], room - 1, measure).join('')}…${number}`;
  });
}
