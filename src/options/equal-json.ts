/** Equality of values that JSON holds. */

/** True where both are the same: numbers bit for bit, objects with the same keys in any order. */
export function equalJson(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) =>
        Object.hasOwn(other, key) &&
        equalJson((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
    )
  );
}
