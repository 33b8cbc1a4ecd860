/** Check for duplicate keys in JSON: JSON.parse silently takes the last of them. */

/** First key that occurs twice in one object of a valid JSON text, or null. */
export function duplicateKey(json: string): string | null {
  // One entry for each open bracket: the keys seen, or null inside an array.
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const end = endOfString(json, at);
      if (isFollowedByColon(json, end)) {
        const key = JSON.parse(json.slice(at, end)) as string;
        const keys = open.at(-1)!;
        if (keys!.has(key)) return key;
        keys!.add(key);
      }
      at = end - 1;
    }
  }
  return null;
}

/** Position just beyond the closing quote of the string that opens at `start`. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isFollowedByColon(json: string, end: number): boolean {
  let at = end;
  while (' \t\n\r'.includes(json[at] ?? 'end')) at++;
  return json[at] === ':';
}
