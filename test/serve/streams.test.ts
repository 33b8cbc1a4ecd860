import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Streams } from '../../src/serve/streams.ts';

/** Response to a reader who takes nothing. */
class Stuck extends EventEmitter {
  writableLength = 0;
  writeHead(): void {}
  write(text: string): void {
    this.writableLength += text.length;
  }
  destroy(): void {
    this.emit('close');
  }
}

describe('a stream', () => {
  it('is given up where its reader takes nothing, so that nothing heaps up', () => {
    const streams = new Streams();
    const response = new Stuck();
    let gone = 0;
    const request = { socket: { setNoDelay: () => {} } } as unknown as IncomingMessage;
    const stream = streams.open(request, response as unknown as ServerResponse, () => gone++)!;
    const text = 'x'.repeat(1e5);
    for (let told = 0; told < 1000 && gone === 0; told++) stream.send('race', { text });
    expect(gone).toBe(1);
    expect(response.writableLength).toBeLessThan(1e7);
    expect(streams.count).toBe(0);
  });
});
