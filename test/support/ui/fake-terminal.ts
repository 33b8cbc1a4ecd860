/** A terminal and a keyboard as the interface meets them, on which a test reads and types. */
import { EventEmitter } from 'node:events';

/** A terminal that keeps what is written to it. */
export class FakeTerminal extends EventEmitter {
  readonly isTTY = true;
  columns = 80;
  rows = 24;
  written = '';

  write(text: string | Uint8Array, encoding?: unknown, done?: unknown): boolean {
    this.written += String(text);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') callback();
    return true;
  }

  resize(columns: number, rows: number): void {
    Object.assign(this, { columns, rows });
    this.emit('resize');
  }

  /** What has been written since this was last asked. */
  take(): string {
    const text = this.written;
    this.written = '';
    return text;
  }
}

/** A keyboard on which a test types. */
export class FakeKeyboard extends EventEmitter {
  readonly isTTY = true;
  raw = false;
  #typed: string | null = null;

  type(text: string): void {
    this.#typed = text;
    this.emit('readable');
  }

  read(): string | null {
    const text = this.#typed;
    this.#typed = null;
    return text;
  }

  setRawMode(raw: boolean): void {
    this.raw = raw;
  }

  setEncoding(): void {}
  ref(): void {}
  unref(): void {}
}
