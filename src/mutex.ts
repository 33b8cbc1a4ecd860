/** Mutex for asynchronous work: work that shares something runs one after another, in the order of its arrival. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.then(
      () => {},
      () => {},
    );
    return result;
  }
}
