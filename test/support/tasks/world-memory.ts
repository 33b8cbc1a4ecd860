/** Thread that plays short episodes of a gait, and sends how many bytes the engine's memory grew by. */
import { parentPort, workerData } from 'node:worker_threads';
import { randomStream } from '../../../src/random/random.ts';

const { task: file, closes } = workerData as { task: string; closes: boolean };
const memories: WebAssembly.Memory[] = [];
const { instantiate } = WebAssembly;
// The engine keeps its memory to itself, so it is taken where the module is made.
WebAssembly.instantiate = (async (source: BufferSource, imports?: WebAssembly.Imports) => {
  const made = await instantiate(source, imports);
  memories.push(made.instance.exports.memory as WebAssembly.Memory);
  return made;
}) as typeof instantiate;

const { default: task } = (await import(new URL(`../../../tasks/${file}.ts`, import.meta.url).href)) as {
  default: typeof import('../../../tasks/gait.ts').default;
};
const episode = task.episode!;
await episode.prepare!();
const options = task.options.parse({});
const actions = new Float64Array(8);
function play(worlds: number): void {
  for (let index = 0; index < worlds; index++) {
    const begun = episode.begin(randomStream('memory', index), options, { index: index % 21, part: 'test' });
    for (let taken = 0; taken < 3; taken++) begun.act(actions);
    if (closes) begun.close!();
  }
}
const bytes = (): number => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
play(20);
const before = bytes();
play(300);
parentPort!.postMessage({ before, grown: bytes() - before });
