/**
 * Entry of the playground's web worker. The first message says where the kernels are; requests wait until they are
 * compiled. See `src/playground/messages.ts`.
 */
import './jitless.ts';
import { openWasmWithFeedback } from '../../engine/wasm/with-feedback.ts';
import { Blamed, oneLine, RunError, UserError } from '../../errors.ts';
import type { Begin, Order, Reply, Request } from '../messages.ts';
import { Answers } from './answers.ts';
import { useKernels } from './module.ts';

/** Globals of a worker, as far as they are used here; Node's types have others. */
const scope = globalThis as unknown as {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
};
const browser = WebAssembly as unknown as {
  compile(bytes: Uint8Array): Promise<WebAssembly.Module>;
};

const send = (reply: Reply): void => scope.postMessage(reply);

let begin: (given: Begin) => void;
const begun = new Promise<Begin>((resolve) => {
  begin = resolve;
});

const answers = begun.then(async ({ kernels }) => {
  const from = performance.now();
  useKernels(await compiled(kernels));
  const made = new Answers(openWasmWithFeedback());
  send({
    ready: true,
    kernels: performance.now() - from,
    isIsolated: typeof SharedArrayBuffer !== 'undefined',
  });
  return made;
});
answers.catch((error: unknown) => send({ ready: false, refused: oneLine(error) }));

/** Compiled kernels. A server that gives their file a wrong type does no harm. @throws RunError */
async function compiled(kernels: Begin['kernels']): Promise<WebAssembly.Module> {
  const bytes = 'base64' in kernels ? bytesOf(kernels.base64) : await fetched(kernels.address);
  try {
    return await browser.compile(bytes);
  } catch (error) {
    throw new RunError(
      `this browser cannot compile the kernels, which need WebAssembly with SIMD (Chrome 91, Firefox 89, Safari 16.4 have it): ${oneLine(error)}`,
    );
  }
}

const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

async function fetched(address: string): Promise<Uint8Array> {
  const response = await fetch(address).catch((error: unknown) => {
    throw new RunError(`${address}: cannot be fetched: ${oneLine(error)}`);
  });
  if (!response.ok) throw new RunError(`${address}: cannot be fetched: HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

scope.addEventListener('message', ({ data }) => {
  const message = data as Begin | Order | Request;
  if ('begin' in message) begin(message);
  else if ('order' in message) void answers.then((made) => made.order(message.id, message.order));
  else void answer(message);
});

async function answer(request: Request): Promise<void> {
  const { id, ask } = request;
  try {
    const made = await answers;
    const answered = await made.answer(request, (event) => send({ id, event }));
    send({ id, ask, answer: answered } as Reply);
  } catch (error) {
    const fault = ![UserError, RunError, Blamed].some((kind) => error instanceof kind);
    send({ id, refused: oneLine(error), fault });
  }
}
