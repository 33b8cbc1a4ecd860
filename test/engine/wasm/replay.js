/**
 * Replays calls of kernels on a memory image, in plain JavaScript for any Node:
 *
 *   node replay.js KERNELS IMAGE CALLS
 *
 * prints the SHA-256 of the memory afterwards as its last line. CALLS is JSON, [[name, argument...]...].
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeSync } from 'node:fs';
import { argv } from 'node:process';

const [kernels, image, calls] = argv.slice(2).map((path) => readFileSync(path));
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(kernels), {});
const { memory } = exports;
memory.grow(image.length / 65536 - memory.buffer.byteLength / 65536);
new Uint8Array(memory.buffer).set(image);
for (const [name, ...args] of JSON.parse(calls.toString())) exports[name](...args);
const hash = createHash('sha256').update(new Uint8Array(memory.buffer)).digest('hex');
for (;;) {
  try {
    writeSync(1, `\n${hash}\n`);
    break;
  } catch (error) {
    // What V8 traced may fill the pipe until its reader gets to it.
    if (error.code !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}
