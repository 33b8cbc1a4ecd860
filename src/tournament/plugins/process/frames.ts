/**
 * Messages as frames in a stream of bytes, between this process and a child. Each frame begins with a token that only
 * the two know: code of a plugin in the child may write into the stream's descriptor, but its bytes pass for no frame.
 *
 *   4 bytes: length of the value (little-endian) │ 16 bytes: token │ value, structured clone of V8
 */
import { deserialize, serialize } from 'node:v8';

/** Descriptor of the stream in the child. */
export const CHANNEL = 3;

export const TOKEN_BYTES = 16;
const HEAD_BYTES = 4 + TOKEN_BYTES;

/** Frame of a message. Views of shared memory are copied. */
export function frameOf(token: Uint8Array, message: unknown): Buffer[] {
  const value = serialize(message);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(value.length);
  head.set(token, 4);
  return [head, value];
}

/** Reader of frames. */
export class FrameReader {
  #token: Buffer | null;
  #chunks: Buffer[] = [];
  #bytes = 0;

  /** Makes the reader, which takes the token of the first frame where none is given. */
  constructor(token: Uint8Array | null) {
    this.#token = token === null ? null : Buffer.from(token);
  }

  /** Token of all frames; null before the first one where none was given. */
  get token(): Uint8Array | null {
    return this.#token;
  }

  /**
   * Takes the next bytes of the stream; returns the messages that are complete with them.
   * @throws Error on bytes that are no frame with that token
   */
  read(chunk: Buffer): unknown[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    const messages: unknown[] = [];
    while (this.#bytes >= HEAD_BYTES) {
      const head = this.#first(HEAD_BYTES);
      const token = head.subarray(4, HEAD_BYTES);
      this.#token ??= Buffer.from(token);
      if (!token.equals(this.#token)) throw new Error('the stream has bytes that are no message');
      const size = HEAD_BYTES + head.readUInt32LE();
      if (this.#bytes < size) break;
      const frame = this.#first(size);
      this.#drop(size);
      messages.push(deserialize(frame.subarray(HEAD_BYTES, size)));
    }
    return messages;
  }

  /** Buffer that has the first `size` bytes that are unread, and perhaps more. */
  #first(size: number): Buffer {
    if (this.#chunks[0]!.length < size) this.#chunks = [Buffer.concat(this.#chunks, this.#bytes)];
    return this.#chunks[0]!;
  }

  #drop(size: number): void {
    this.#bytes -= size;
    const rest = this.#chunks[0]!.subarray(size);
    if (rest.length > 0) this.#chunks[0] = rest;
    else this.#chunks.shift();
  }
}
