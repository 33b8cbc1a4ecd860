/** A server that answers as an old Redis would: of its version alone, and OK to all else. */
import { createServer } from 'node:net';

export interface OldServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function startOldServer(version: string): Promise<OldServer> {
  const info = `# Server\r\nredis_version:${version}\r\nredis_mode:standalone\r\nmaxmemory_policy:noeviction\r\n`;
  const server = createServer((socket) => {
    let read = '';
    socket.on('error', () => {});
    socket.setEncoding('latin1').on('data', (text: string) => {
      read += text;
      for (let call = callIn(read); call !== null; call = callIn(read)) {
        read = read.slice(call.length);
        const name = call.words[0]!.toUpperCase();
        if (name === 'INFO') socket.write(`$${info.length}\r\n${info}\r\n`);
        else if (name === 'HELLO') socket.write("-ERR unknown command 'HELLO'\r\n");
        else socket.write('+OK\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `redis://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** The first call of a stream of RESP arrays: its words, and its length; null while it is not whole. */
function callIn(text: string): { readonly words: readonly string[]; readonly length: number } | null {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (head === null) return null;
  let at = head[0].length;
  const words: string[] = [];
  for (let left = Number(head[1]); left > 0; left--) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (size === null) return null;
    const from = at + size[0].length;
    const to = from + Number(size[1]);
    if (text.length < to + 2) return null;
    words.push(text.slice(from, to));
    at = to + 2;
  }
  return { words, length: at };
}
