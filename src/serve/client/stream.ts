/**
 * Stream of events for one tab: closed while the tab is hidden, since a browser has six connections to a server, and
 * opened again with the last id. A lost server is told in words, and found again.
 */

/** Milliseconds between two tries to find a lost server. */
const TRIES = { first: 1000, most: 8000 };

export interface StreamOptions {
  /** Address of the stream. */
  readonly address: string;
  /** Id after which the stream begins; null for its own beginning. */
  readonly since?: string | null;
  /** Hears of each event by its name; true where it was the last one. */
  heard(event: string, data: unknown): boolean;
  readonly events: readonly string[];
  /** Says how the connection is; empty where it is as it should be. */
  say(text: string): void;
  /** Command that shows the page again, of a server that ends with its run. */
  readonly again?: string | undefined;
}

export interface FollowedStream {
  /** Ends it for good, with a last word. */
  end(text: string): void;
}

/** Sentence on a run whose file is gone. */
export const GONE = 'The run file is no longer there.';
const LOST = 'Connection lost, trying again.';

export function followStream(options: StreamOptions): FollowedStream {
  const { address, since = null, heard, events, say, again } = options;
  let source: EventSource | null = null;
  let last = since;
  let wait = TRIES.first;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const close = (): void => {
    source?.close();
    source = null;
    clearTimeout(timer);
  };
  let isOver = false;
  const end = (): void => {
    isOver = true;
    close();
  };
  const open = (): void => {
    close();
    if (isOver) return;
    const from = last === null ? '' : `?since=${encodeURIComponent(last)}`;
    const opened = new EventSource(address + from);
    source = opened;
    opened.onopen = () => {
      wait = TRIES.first;
      say('');
    };
    opened.onerror = () => {
      close();
      retry();
    };
    for (const name of events) {
      opened.addEventListener(name, (event) => {
        if (event.lastEventId !== '') last = event.lastEventId;
        if (heard(name, JSON.parse(event.data))) end();
      });
    }
  };
  const retry = (): void => {
    if (document.hidden) return;
    say(LOST + (again === undefined ? '' : ` A run that has ended has no server: ${again} shows it again.`));
    timer = setTimeout(() => void find(), wait);
    wait = Math.min(TRIES.most, 2 * wait);
  };
  /** Asks for the page itself, whose answer tells more than a stream that does not open. */
  const find = async (): Promise<void> => {
    try {
      const { status } = await fetch(location.pathname + location.search, { method: 'HEAD' });
      if (status === 200) open();
      else if (status === 401) say('The server has been started anew: open the address that it has printed.');
      else if (status === 404) say(GONE);
      else retry();
    } catch {
      retry();
    }
  };
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) close();
    else if (source === null) open();
  });
  addEventListener('pagehide', close);
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted && !document.hidden) open();
  });
  if (!document.hidden) open();
  return {
    end(text) {
      end();
      say(text);
    },
  };
}
