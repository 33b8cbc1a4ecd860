/**
 * Strict JSON from untrusted sources: refuses texts that JSON.parse silently accepts, or that later code could not
 * handle.
 */

import { duplicateKey } from './duplicate-key.ts';

/** Deepest nesting: far more than is ever written, and far from exhausting a stack. */
const DEEPEST = 64;

/**
 * Parses the text.
 * @param what name of the text, for messages
 */
export function strictJson(text: string, what: string, fail: Fail): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail(`${what} is not valid JSON`);
  }
  if (depth(text) > DEEPEST) return fail(`${what} is nested more than ${DEEPEST} deep`);
  const twice = duplicateKey(text);
  if (twice !== null) return fail(`${what} names ${JSON.stringify(twice)} twice`);
  return value;
}

/** Depth of the brackets in a valid JSON text. */
function depth(json: string): number {
  let open = 0;
  let deepest = 0;
  let inside = false;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (inside) {
      if (character === '\\') at++;
      else if (character === '"') inside = false;
    } else if (character === '"') inside = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++open);
    else if (character === '}' || character === ']') open--;
  }
  return deepest;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws a UserError that names the file. */
export type Fail = (what: string) => never;
