/** Event queue: events from several sources as one sequence that is read with `for await`. */
export class EventQueue<Event> implements AsyncIterable<Event> {
  readonly #events: Event[] = [];
  #closed = false;
  #wake: (() => void) | null = null;

  push(event: Event): void {
    this.#events.push(event);
    this.#wake?.();
  }

  /** Ends the sequence after the pushed events. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void> {
    for (;;) {
      yield* this.#events.splice(0);
      if (this.#events.length > 0) continue;
      if (this.#closed) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
  }
}
