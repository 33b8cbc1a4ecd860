/** The playground's web worker in a real Chromium, for tests. */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { Ask, Asks, Reply, ToldEvent } from '../../../src/playground/messages.ts';
import { program } from '../report/in-chromium.ts';

const ADDRESS = 'https://playground.test';
const KERNELS = new URL('../../../dist/wasm/kernels.wasm', import.meta.url);
/** Policy of the folder form. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; img-src data:";

export interface InWorker {
  /** What page and worker must not do: messages on the console, errors, requests elsewhere. */
  readonly wrong: readonly string[];
  /** The first message of the worker. */
  readonly ready: Extract<Reply, { ready: boolean }>;
  /** Asks the worker; a refusal becomes an error with its line. Events are told afterwards, in their order. */
  ask<Name extends Ask>(
    name: Name,
    given: Asks[Name]['given'],
    tell?: (event: ToldEvent) => void,
  ): Promise<Asks[Name]['answer']>;
  close(): Promise<void>;
}

export interface WorkerPlace {
  /** Bytes of the kernels; left out: those that were built. */
  readonly kernels?: Uint8Array;
  /** True for a page that gets SharedArrayBuffer. Default: false. */
  readonly isolated?: boolean;
  /** True for a worker from a blob with the kernels as a text, as in the one-file form. Default: false. */
  readonly inOneFile?: boolean;
}

/** To be called where the tests are described: a browser for all of them, and the worker as it is now. */
export function inWorkers(): { open(place?: WorkerPlace): Promise<InWorker> } {
  let browser: Browser;
  let script = '';
  beforeAll(async () => {
    if (program === null) return;
    const { buildWorker } = await import(new URL('../../../scripts/build-web.js', import.meta.url).href);
    script = (await buildWorker({ write: false })).outputFiles[0].text;
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath: program, args });
  });
  afterAll(() => browser?.close());
  return {
    async open(place = {}) {
      const page = await (await browser.newContext()).newPage();
      const wrong = await serveFrom(page, script, place);
      await page.goto(`${ADDRESS}/`);
      const begun = place.inOneFile === true ? beginFromBlob(page, script, place) : beginFromFile(page);
      const ready = await begun;
      return {
        ...{ wrong, ready },
        async ask(ask, given, tell) {
          const { reply, events } = await page.evaluate(askThere, { ask, ...given } as never);
          for (const event of events) tell?.(event as ToldEvent);
          if ('refused' in reply) throw new Error(reply.refused as string);
          return (reply as { answer: never }).answer;
        },
        close: () => page.context().close(),
      };
    },
  };
}

async function serveFrom(page: Page, script: string, { kernels, isolated }: WorkerPlace): Promise<string[]> {
  const wrong: string[] = [];
  page.on('console', (message) => wrong.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  const headers = {
    'content-security-policy': POLICY,
    ...(isolated === true
      ? { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
      : {}),
  };
  const files: Record<string, readonly [type: string, body: string | Buffer]> = {
    '/': ['text/html', '<!DOCTYPE html><title>worker</title><link rel="icon" href="data:,">'],
    '/worker.js': ['text/javascript', script],
    // As from a host that knows no wasm.
    '/kernels.wasm': ['application/octet-stream', kernels ? Buffer.from(kernels) : readFileSync(KERNELS)],
  };
  await page.context().route('**/*', async (route) => {
    const { origin, pathname } = new URL(route.request().url());
    const file = origin === ADDRESS ? files[pathname] : undefined;
    if (file === undefined) wrong.push(`request: ${route.request().url()}`);
    const [contentType, body] = file ?? ['text/plain', ''];
    await route.fulfill({ status: file ? 200 : 404, body, contentType, headers });
  });
  return wrong;
}

const beginFromFile = (page: Page) => page.evaluate(begin, { worker: 'worker.js', kernels: null });

const beginFromBlob = (page: Page, script: string, { kernels }: WorkerPlace) =>
  page.evaluate(begin, {
    worker: script,
    kernels: Buffer.from(kernels ?? readFileSync(KERNELS)).toString('base64'),
  });

/** Runs in the page: starts the worker, which stays at hand for `askThere`. */
async function begin({ worker, kernels }: { worker: string; kernels: string | null }): Promise<never> {
  const page = globalThis as never as Record<string, unknown> & { location: { href: string } };
  const address = kernels === null ? worker : URL.createObjectURL(new Blob([worker]));
  const there = new (page.Worker as new (address: string) => Record<string, unknown>)(address);
  page.there = there;
  const ready = new Promise<never>((resolve, reject) => {
    there.onerror = ({ message }: { message: string }) => reject(new Error(message));
    there.onmessage = ({ data }: { data: never }) => resolve(data);
  });
  const given =
    kernels === null ? { address: new URL('kernels.wasm', page.location.href).href } : { base64: kernels };
  (there.postMessage as (message: unknown) => void)({ begin: true, kernels: given });
  return ready;
}

/** Runs in the page: asks the worker. */
async function askThere(
  request: Record<string, unknown>,
): Promise<{ reply: Record<string, unknown>; events: unknown[] }> {
  const page = globalThis as never as { there: Record<string, unknown>; count?: number };
  page.count = (page.count ?? 0) + 1;
  const id = page.count;
  const events: unknown[] = [];
  return new Promise((resolve) => {
    page.there.onmessage = ({ data }: { data: Record<string, unknown> }) => {
      if (data.id !== id) return;
      if ('event' in data) events.push(data.event);
      else resolve({ reply: data, events });
    };
    (page.there.postMessage as (message: unknown) => void)({ ...request, id });
  });
}
