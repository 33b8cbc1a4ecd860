/** Streams of server-sent events (HTML standard, section 9.2), a limited number at a time. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Most streams at a time. A browser opens one a tab, and closes it while the tab is hidden. */
export const MOST_STREAMS = 32;

/** Milliseconds after which a silent stream says that it is there, so that a dead connection is found. */
const PULSE = 15_000;

/** Bytes that a reader may be behind before its connection is given up; it asks again for what it lacks. */
const MOST_BEHIND = 8e6;

export interface Stream {
  /**
   * Sends an event.
   * @param data plain JSON
   * @param id by which a reader goes on after a break; left out: the last one stays
   */
  send(event: string, data: unknown, id?: string): void;
  end(): void;
}

export class Streams {
  readonly #open = new Map<ServerResponse, Stream>();

  get count(): number {
    return this.#open.size;
  }

  /**
   * Opens a stream; null where there are too many.
   * @param ended is called once, when the reader has gone
   */
  open(request: IncomingMessage, response: ServerResponse, ended: () => void): Stream | null {
    if (this.#open.size >= MOST_STREAMS) return null;
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    response.write(':\n\n');
    const pulse = setInterval(() => response.write(':\n\n'), PULSE);
    request.socket.setNoDelay(true);
    response.on('close', () => {
      clearInterval(pulse);
      this.#open.delete(response);
      ended();
    });
    const stream: Stream = {
      send(event, data, id) {
        const given = id === undefined ? '' : `id: ${id}\n`;
        response.write(`event: ${event}\n${given}data: ${JSON.stringify(data)}\n\n`);
        if (response.writableLength > MOST_BEHIND) response.destroy();
      },
      end: () => response.end(),
    };
    this.#open.set(response, stream);
    return stream;
  }

  /** Sends an event to all readers. */
  tell(event: string, data: unknown): void {
    for (const stream of this.#open.values()) stream.send(event, data);
  }

  /** Ends all streams. */
  close(): void {
    for (const response of this.#open.keys()) response.destroy();
  }
}
