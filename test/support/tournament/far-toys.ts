/**
 * The far device by name, so that worker threads can open it: `far`, or with options behind it,
 * `far?together=4&record=/tmp/x`.
 *
 * - `together`: trials that a thread plays at once. Default 8
 * - `lostAfter`: calls that it answers before it is lost
 * - `marker`: a file that it leaves behind as it is made to be lost; with the file there, it never is
 * - `reopens=no`: with that file there, it cannot be opened
 * - `record`: a file to which it adds a line when it is opened, `opened THREAD`; when it has more runs of descents under
 *   way than ever before, `running COUNT`; when it takes the gradient on a batch that its thread has not seen before,
 *   `batches COUNT`; and when it is closed, `closed OPEN_DESCENTS`
 * - `slow`: milliseconds that each call takes
 */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import type { Batch } from '../../../src/engine/batch.ts';
import { UserError } from '../../../src/errors.ts';
import { FarDevice } from '../learners/far-device.ts';

export const isFar = (name: string): boolean => /^far(\?|$)/.test(name);

export const farTogether = (name: string): number => Number(optionsOf(name).get('together') ?? 8);

export function openFar(name: string): FarDevice {
  const options = optionsOf(name);
  const marker = options.get('marker');
  const isSafe = marker !== null && existsSync(marker);
  if (isSafe && options.get('reopens') === 'no') throw new UserError('there is no far device');
  if (marker !== null) writeFileSync(marker, '');
  const lostAfter = isSafe ? null : options.get('lostAfter');
  return new RecordedDevice(options, lostAfter === null ? {} : { lostAfter: Number(lostAfter) });
}

const optionsOf = (name: string): URLSearchParams => new URLSearchParams(name.slice('far?'.length));

/** Those that this thread's devices have seen. */
const batches = new WeakSet<Batch>();
let batchCount = 0;

class RecordedDevice extends FarDevice {
  readonly #record: string | null;
  readonly #slow: number;
  #told = 0;

  constructor(options: URLSearchParams, given: ConstructorParameters<typeof FarDevice>[0]) {
    super(given);
    this.#record = options.get('record');
    this.#slow = Number(options.get('slow') ?? 0);
    this.#write(`opened ${threadId}`);
  }

  override gradient(...call: Parameters<FarDevice['gradient']>) {
    const batch = call[2];
    if (!batches.has(batch)) this.#write(`batches ${++batchCount}`);
    batches.add(batch);
    return super.gradient(...call);
  }

  override async answer(): Promise<void> {
    if (this.running.most > this.#told) {
      this.#told = this.running.most;
      this.#write(`running ${this.#told}`);
    }
    if (this.#slow > 0) await setTimeout(this.#slow);
    await super.answer();
  }

  override close(): void {
    this.#write(`closed ${this.open.now}`);
  }

  #write(line: string): void {
    if (this.#record !== null) appendFileSync(this.#record, `${line}\n`);
  }
}
