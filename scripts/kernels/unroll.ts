/** Unrolled loops as text: a template tag for code, and names for values in registers. */

/**
 * Template tag for code. A list stands for one line an item; every line of a filled-in value gets the indentation of
 * the line where it is filled in. The indentation that all lines share is removed.
 */
export function code(
  literals: TemplateStringsArray,
  ...values: readonly (string | number | readonly string[])[]
): string {
  let text = literals[0]!;
  for (const [index, value] of values.entries()) {
    const [indentation] = /^ */.exec(text.slice(text.lastIndexOf('\n') + 1))!;
    text += [value].flat().join('\n').replaceAll('\n', `\n${indentation}`) + literals[index + 1]!;
  }
  const lines = text.split('\n').map((line) => line.trimEnd());
  const shared = Math.min(...lines.filter((line) => line !== '').map((line) => line.search(/\S/)));
  return lines
    .map((line) => line.slice(shared))
    .join('\n')
    .trim();
}

/** Range `[0, 1, …, count - 1]` of an unrolled loop. */
export function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Items of two nested loops, the second one inside. */
export function nested<Item>(
  outer: readonly number[],
  inner: readonly number[],
  item: (outer: number, inner: number) => Item,
): Item[] {
  return outer.flatMap((first) => inner.map((second) => item(first, second)));
}

/** Letters a, b, c, … for 0, 1, 2, … */
export function letter(index: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + index);
}

/** Copies of a loop's body. */
const COPIES = 4;

/**
 * Lines of a loop without end whose body leaves it by `break`, several copies of it one after the other. As each may
 * leave, V8 does not move loads from one copy to the next, for which it has no registers; and it asks only once for all
 * whether the thread is to be interrupted.
 */
export function unrolled(body: readonly string[]): readonly string[] {
  const copy = ['{', ...body, '}'];
  return ['while (true) {', ...upTo(COPIES).flatMap(() => copy), '}'];
}
