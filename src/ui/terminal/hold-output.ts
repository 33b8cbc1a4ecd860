/**
 * Output buffer while the interface has the terminal: output of others (warnings, a plugin's messages) would tear the
 * picture and then be lost with it. The buffer holds it back, and writes it once the interface is gone.
 */
import process from 'node:process';

type Stream = NodeJS.WriteStream;

export interface HeldOutput {
  /** Writes to the stream, past the buffer. */
  write(text: string | Uint8Array, done?: () => void): boolean;
  /** Flushes the buffer, and lets all others write again. */
  release(): void;
}

/** Most chunks in the buffer; of a flood the last are kept. */
const MOST_CHUNKS = 1000;

/**
 * Holds back the output of others.
 * @param stream that the interface draws on; standard output and error are held where they are terminals
 */
export function holdOutput(stream: Stream): HeldOutput {
  const streams = [...new Set([stream, process.stdout, process.stderr])].filter(({ isTTY }) => isTTY);
  const held: { readonly original: Stream['write']; readonly chunk: string | Uint8Array }[] = [];
  const restores = streams.map((one) => {
    const original = one.write.bind(one);
    const holding = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      held.push({ original, chunk });
      if (held.length > MOST_CHUNKS) held.shift();
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') process.nextTick(callback as () => void);
      return true;
    };
    one.write = holding as Stream['write'];
    return { one, original, holding };
  });
  const own = restores.find(({ one }) => one === stream)?.original ?? stream.write.bind(stream);
  return {
    write: (text, done) => own(text as string, done),
    release() {
      for (const { one, holding } of restores) {
        // Deleting the own method uncovers the prototype's.
        if (one.write === (holding as Stream['write'])) Reflect.deleteProperty(one, 'write');
      }
      for (const { original, chunk } of held.splice(0)) original(chunk as string);
    },
  };
}
