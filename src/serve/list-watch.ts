/** Watch of the list of runs, for as long as somebody looks at it. */

import type { RunTable } from './run-table.ts';
import { runsSection } from './runs-page.ts';
import type { Stream } from './streams.ts';

const MILLISECONDS_BETWEEN_LOOKS = 2000;

export class ListWatch {
  readonly #table: RunTable;
  readonly #viewers = new Set<Stream>();
  #timer: NodeJS.Timeout | null = null;
  #shown = '';

  constructor(table: RunTable) {
    this.#table = table;
  }

  /** Tells the stream of the list and of each change; the result ends that. */
  join(stream: Stream): () => void {
    this.#viewers.add(stream);
    stream.send('runs', { html: runsSection(this.#table.listing).text });
    this.#timer ??= setInterval(() => void this.#look(), MILLISECONDS_BETWEEN_LOOKS);
    return () => {
      this.#viewers.delete(stream);
      if (this.#viewers.size === 0) this.close();
    };
  }

  async #look(): Promise<void> {
    await this.#table.refresh();
    const html = runsSection(this.#table.listing).text;
    if (html === this.#shown) return;
    this.#shown = html;
    for (const viewer of this.#viewers) viewer.send('runs', { html });
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
