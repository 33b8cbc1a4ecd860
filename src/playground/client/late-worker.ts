/** Worker whose script is still being unpacked: messages to it wait. */
import type { WorkerLike } from '../port.ts';

export class LateWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  #worker: WorkerLike | null = null;
  #waiting: unknown[] = [];
  #isEnded = false;

  /** @param address of the script, once it is there */
  constructor(address: Promise<string>) {
    address.then(
      (at) => this.#open(at),
      (error: unknown) => this.onerror?.({ message: String(error) }),
    );
  }

  postMessage(message: unknown): void {
    if (this.#worker === null) this.#waiting.push(message);
    else this.#worker.postMessage(message);
  }

  terminate(): void {
    this.#isEnded = true;
    this.#worker?.terminate();
  }

  #open(address: string): void {
    if (this.#isEnded) return;
    const worker = new Worker(address) as WorkerLike;
    this.#worker = worker;
    worker.onmessage = (event) => this.onmessage?.(event);
    worker.onerror = (event) => this.onerror?.(event);
    for (const message of this.#waiting) worker.postMessage(message);
    this.#waiting = [];
  }
}
