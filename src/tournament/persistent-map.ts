/**
 * Persistent map: setting a key gives a new map and leaves the former as it was, as in Driscoll et al. (1989), Making
 * data structures persistent, J. Comput. Syst. Sci. 38(1). Values lie in chunks, of which a new map copies one, and
 * shares the rest. So a map of n entries is changed in the time of √n steps or so, where a copy takes n.
 */
const CHUNK = 128;

export class PersistentMap<Value> implements ReadonlyMap<string, Value> {
  readonly size: number;
  /** Place of each key, shared with the maps before and after: places from `size` on are none of this one's. */
  readonly #places: Map<string, number>;
  readonly #chunks: readonly (readonly Value[])[];

  private constructor(size: number, places: Map<string, number>, chunks: readonly (readonly Value[])[]) {
    this.size = size;
    this.#places = places;
    this.#chunks = chunks;
  }

  /** Map of the entries, in their order. A key that comes again gives its first place the later value. */
  static from<Value>(entries: Iterable<readonly [string, Value]>): PersistentMap<Value> {
    const places = new Map<string, number>();
    const chunks: Value[][] = [];
    for (const [key, value] of entries) {
      const place = places.get(key) ?? places.size;
      places.set(key, place);
      const chunk = Math.floor(place / CHUNK);
      chunks[chunk] ??= [];
      chunks[chunk][place % CHUNK] = value;
    }
    return new PersistentMap(places.size, places, chunks);
  }

  /** Map in which the key has that value: a new key comes last. */
  with(key: string, value: Value): PersistentMap<Value> {
    const known = this.#place(key);
    const place = known ?? this.size;
    // Another map may have grown from this one before.
    const places = known !== null || this.#places.size === this.size ? this.#places : this.#ownPlaces();
    if (known === null) places.set(key, place);
    const index = Math.floor(place / CHUNK);
    const chunk = [...(this.#chunks[index] ?? [])];
    chunk[place % CHUNK] = value;
    const chunks = [...this.#chunks];
    chunks[index] = chunk;
    return new PersistentMap(known === null ? this.size + 1 : this.size, places, chunks);
  }

  get(key: string): Value | undefined {
    const place = this.#place(key);
    return place === null ? undefined : this.#chunks[Math.floor(place / CHUNK)]![place % CHUNK];
  }

  has(key: string): boolean {
    return this.#place(key) !== null;
  }

  *keys(): Generator<string, undefined> {
    for (const [key, place] of this.#places) {
      if (place >= this.size) return;
      yield key;
    }
  }

  *values(): Generator<Value, undefined> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  *entries(): Generator<[string, Value], undefined> {
    for (const [key, place] of this.#places) {
      if (place >= this.size) return;
      yield [key, this.#chunks[Math.floor(place / CHUNK)]![place % CHUNK]!];
    }
  }

  [Symbol.iterator](): Generator<[string, Value], undefined> {
    return this.entries();
  }

  forEach(visit: (value: Value, key: string, map: ReadonlyMap<string, Value>) => void): void {
    for (const [key, value] of this) visit(value, key, this);
  }

  #place(key: string): number | null {
    const place = this.#places.get(key);
    return place === undefined || place >= this.size ? null : place;
  }

  #ownPlaces(): Map<string, number> {
    return new Map([...this.#places].slice(0, this.size));
  }
}

/** Map in which the key has that value; the given one stays as it was. Only the first of a series of calls copies it. */
export const withEntry = <Value>(
  map: ReadonlyMap<string, Value>,
  key: string,
  value: Value,
): ReadonlyMap<string, Value> =>
  (map instanceof PersistentMap ? map : PersistentMap.from(map)).with(key, value);
