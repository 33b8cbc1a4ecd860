/**
 * SHA-256, synchronous, the same in Node and in browsers (FIPS 180-4, sections 4.1.2, 4.2.2, 5.1.1, 5.3.3 and 6.2.2).
 */

/** Constants K: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const K = Uint32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
);
/** First hash value: the same of the square roots of the first eight. */
const FIRST = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

const BLOCK = 64;
/** Place of the message's length in its last block. */
const LENGTH_AT = 56;

const rotated = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

/** Hash of bytes that come in parts. */
export class Sha256 {
  readonly #state = Uint32Array.from(FIRST);
  readonly #block = new Uint8Array(BLOCK);
  readonly #view = new DataView(this.#block.buffer);
  readonly #words = new Uint32Array(BLOCK);
  #filled = 0;
  #bytes = 0;

  /** Adds bytes, those of a view, or those of a text in UTF-8. */
  update(part: string | ArrayBufferView): this {
    const bytes =
      typeof part === 'string'
        ? new TextEncoder().encode(part)
        : new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    this.#bytes += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      const count = Math.min(BLOCK - this.#filled, bytes.length - at);
      this.#block.set(bytes.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled === BLOCK) this.#compress();
    }
    return this;
  }

  /** Hash of all bytes, 64 hexadecimal digits. Nothing can be added afterwards. */
  hex(): string {
    const length = this.#bytes;
    this.update(Uint8Array.of(0x80));
    if (this.#filled > LENGTH_AT) this.update(new Uint8Array(BLOCK - this.#filled));
    this.#block.fill(0, this.#filled, LENGTH_AT);
    this.#view.setUint32(LENGTH_AT, Math.floor(length / 2 ** 29));
    this.#view.setUint32(LENGTH_AT + 4, (length << 3) >>> 0);
    this.#compress();
    return Array.from(this.#state, (word) => word.toString(16).padStart(8, '0')).join('');
  }

  #compress(): void {
    const words = this.#words;
    for (let t = 0; t < 16; t++) words[t] = this.#view.getUint32(4 * t);
    for (let t = 16; t < 64; t++) {
      const [a, b] = [words[t - 15]!, words[t - 2]!];
      const s0 = rotated(a, 7) ^ rotated(a, 18) ^ (a >>> 3);
      const s1 = rotated(b, 17) ^ rotated(b, 19) ^ (b >>> 10);
      words[t] = words[t - 16]! + s0 + words[t - 7]! + s1;
    }
    const state = this.#state;
    let [a, b, c, d, e, f, g, h] = state as unknown as [
      ...[number, number, number, number, number, number, number, number],
    ];
    for (let t = 0; t < 64; t++) {
      const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
      const choice = (e & f) ^ (~e & g);
      const one = (h + s1 + choice + K[t]! + words[t]!) | 0;
      const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const two = (s0 + majority) | 0;
      [h, g, f, e] = [g, f, e, (d + one) | 0];
      [d, c, b, a] = [c, b, a, (one + two) | 0];
    }
    for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index]! += word;
    this.#filled = 0;
  }
}
