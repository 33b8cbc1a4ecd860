/**
 * Removal of absolute paths, for files that are passed on: the folder of a plugin or a data file is private, and of no
 * use on another machine. Only the last part of a path is kept.
 */
import { basename, isAbsolute, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Pattern of a path inside a text, for example in a message, from its root on. */
const INSIDE =
  /(^|[\s'"`=(,:])(?:file:\/\/)?(?:[A-Za-z]:)?(?:[\\/][^\s'"`,:;()\\/]+)+[\\/]([^\s'"`,:;()\\/]+)/g;

/** Copy in which every absolute path and file URL is its last part, in values, keys and inside texts. */
export function withoutPaths<Value>(value: Value): Value {
  // Longest first, since one path may begin with another. A path that may hold spaces is known as a whole where it is a
  // value.
  const known = [...pathsIn(value)].sort((a, b) => b.length - a.length);
  const clean = (text: string): string =>
    known
      .reduce((result, path) => result.replaceAll(path, lastPart(path)), text)
      .replace(INSIDE, (_, before: string, last: string) => `${before}${last}`);
  return mapped(value, clean) as Value;
}

function pathsIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    if (isPath(value)) {
      found.add(value);
      if (value.startsWith('file:')) found.add(pathOfUrl(value));
    }
  } else if (isPlain(value)) {
    const inner = value instanceof Map ? [...value].flat() : Object.values(value);
    for (const one of inner) pathsIn(one, found);
  }
  return found;
}

/** True for a path of at least two parts: `/` alone, or `/3`, says nothing of a machine. */
const isPath = (text: string): boolean =>
  text.startsWith('file:///') ||
  ((isAbsolute(text) || win32.isAbsolute(text)) && /^(?:[A-Za-z]:)?[\\/][^\\/\n]+[\\/][^\n]+$/.test(text));

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

function lastPart(path: string): string {
  const plain = path.startsWith('file:') ? pathOfUrl(path) : path;
  return (plain.includes('\\') ? win32.basename(plain) : basename(plain)) || plain;
}

/** True for arrays, maps and plain objects; typed arrays and the like are left unchanged. */
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  !ArrayBuffer.isView(value) &&
  !(value instanceof ArrayBuffer);

function mapped(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (!isPlain(value)) return value;
  const each = (one: unknown): unknown => mapped(one, clean);
  if (Array.isArray(value)) return value.map(each);
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [each(key), each(one)]));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [clean(key), each(one)]));
}
