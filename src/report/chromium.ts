/**
 * Headless Chromium, driven over a pipe by the Chrome DevTools Protocol: one browser draws all the pictures of a
 * report, each at exactly its size, which `--screenshot` on the command line does not keep.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { RunError } from '../errors.ts';

type Answer = Readonly<Record<string, unknown>>;

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: RunError): void;
}

/** Timeout of an answer. None takes nearly as long unless the browser hangs. */
const PATIENCE_MILLISECONDS = 60_000;

export class Chromium {
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, Waiting>();
  #number = 0;
  #received = '';
  #said = '';
  #failure: RunError | null = null;
  #session: string | undefined;

  constructor(program: string) {
    this.#profile = mkdtempSync(join(tmpdir(), 'genoprop-chromium-'));
    const args = [
      '--headless',
      // A browser that runs as root, in a container for instance, refuses to start with its sandbox.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--hide-scrollbars', '--no-first-run', '--remote-debugging-pipe'],
      `--user-data-dir=${this.#profile}`,
      'about:blank',
    ];
    this.#child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
    this.#child.on('error', ({ message }) => this.#fail(`${program} cannot be started: ${message}`));
    this.#child.on('exit', (code) => this.#fail(`${program} ended with ${code}${this.#reason()}`));
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(0, 4000);
    });
    this.#out.on('error', () => {});
    this.#in.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
  }

  /** Draws the HTML as a PNG picture at that size. */
  async draw(
    html: string,
    { width, height, scale }: Readonly<Record<'width' | 'height' | 'scale', number>>,
  ): Promise<Buffer> {
    this.#session ??= await this.#attach();
    const metrics = { width, height, deviceScaleFactor: scale, mobile: false };
    await this.#ask('Emulation.setDeviceMetricsOverride', metrics);
    const { frameTree } = (await this.#ask('Page.getFrameTree')) as { frameTree: { frame: { id: string } } };
    await this.#ask('Page.setDocumentContent', { frameId: frameTree.frame.id, html });
    const { data } = (await this.#ask('Page.captureScreenshot', { format: 'png' })) as { data: string };
    return Buffer.from(data, 'base64');
  }

  close(): void {
    this.#fail('the browser was closed');
    this.#child.kill('SIGKILL');
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }

  /** Opens a page. Returns its session id. */
  async #attach(): Promise<string> {
    const { targetId } = await this.#ask('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.#ask('Target.attachToTarget', { targetId, flatten: true });
    return sessionId as string;
  }

  #ask(method: string, params: object = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== null) return reject(this.#failure);
      const id = ++this.#number;
      const timer = setTimeout(
        () => this.#fail(`the browser does not answer ${method}`),
        PATIENCE_MILLISECONDS,
      );
      this.#waiting.set(id, {
        resolve(answer) {
          clearTimeout(timer);
          resolve(answer);
        },
        reject(error) {
          clearTimeout(timer);
          reject(error);
        },
      });
      const session = this.#session === undefined ? {} : { sessionId: this.#session };
      this.#out.write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    });
  }

  /** Collects messages, each ended by a zero; a chunk may hold a piece of one. */
  #hear(text: string): void {
    const messages = (this.#received + text).split('\0');
    this.#received = messages.pop()!;
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message) as {
        id?: number;
        result?: Answer;
        error?: { message: string };
      };
      const waiting = this.#waiting.get(id ?? -1);
      this.#waiting.delete(id ?? -1);
      if (error) waiting?.reject(new RunError(`--png: the browser said: ${error.message}`));
      else waiting?.resolve(result ?? {});
    }
  }

  #fail(what: string): void {
    this.#failure ??= new RunError(`--png: ${what}`);
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }

  #reason(): string {
    const line = this.#said.split('\n').find((one) => one.trim() !== '');
    return line === undefined ? '' : `: ${line.trim()}`;
  }

  get #out(): Writable {
    return this.#child.stdio[3] as Writable;
  }

  get #in(): Readable {
    return this.#child.stdio[4] as Readable;
  }
}
