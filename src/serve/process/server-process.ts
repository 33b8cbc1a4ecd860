/**
 * Server of live pages in a process of its own, beside the one that plays. Nothing that a viewer does reaches the
 * player: states are told at most twice a second, one at a time, and a server that is slow, stuck or gone costs
 * nothing but its pages.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { oneLine, RunError, UserError } from '../../errors.ts';
import type { TournamentEvent } from '../../tournament/spec/tournament.ts';
import type { ToldState, TrialProgress } from '../played-runs.ts';
import type { ServerOrder, ServerReport } from './messages.ts';

/** Seconds between two states. */
const BETWEEN_STATES = 0.5;
/** Milliseconds for the server to end, beyond those for its pages. */
const END_WITHIN = 6000;
/** Milliseconds after its end for what it has still written. */
const LAST_WORDS = 100;
/** Most megabytes of its heap. */
const MOST_HEAP = 1024;
/** Most characters that are kept of its standard error. */
const KEPT_CHARACTERS = 4096;

export interface ServerProcessOptions {
  /** Run files that it shows, which may not be there yet; the first one is played first. */
  readonly places: readonly string[];
  /** Port; 0 for any free one; null for the usual one, or any free one where that is taken. */
  readonly port: number | null;
  /** Command that shows those runs once the server has ended. */
  again(places: readonly string[]): string;
  /** Clock, seconds. */
  now(): number;
}

/** Live pages of one run. */
export interface RunPages {
  /** Address to open, with its token. */
  readonly address: string;
  /** Takes note of an event. Throws nothing and waits for nothing. */
  tell(event: TournamentEvent): void;
  pause(isPaused: boolean): void;
  /** Tells remarks to a listener, those of before too, until the returned function is called. */
  onNote(tell: (line: string) => void): () => void;
}

export interface ServerProcess {
  readonly address: string;
  /** Id of its process. */
  readonly pid: number;
  /** Pages of the run of that path, one of the server's places. */
  pagesOf(path: string): RunPages;
  /** Says goodbye to the viewers and ends the server. */
  close(): Promise<void>;
}

/**
 * Starts the server.
 * @throws UserError where the port cannot be had
 * @throws RunError where its process does not start
 */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const child = fork(entryFile(), {
    execArgv: [`--max-old-space-size=${MOST_HEAP}`],
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  return new Child(child, options).listen();
}

class Child implements ServerProcess {
  readonly #child: ChildProcess;
  readonly #options: ServerProcessOptions;
  readonly #ended: Promise<string>;
  #address = '';
  #isOver = false;
  /** True until the server has taken in the last state. */
  #isBusy = false;
  /** State that is told once it has; null where there is none. */
  #waiting: (() => ToldState) | null = null;
  #toldAt = Number.NEGATIVE_INFINITY;
  #stderr = '';
  #loss: string | null = null;
  #note: ((line: string) => void) | null = null;

  constructor(child: ChildProcess, options: ServerProcessOptions) {
    this.#child = child;
    this.#options = options;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(0, KEPT_CHARACTERS);
    });
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(oneLine(error)));
      const over = (code: number | null, signal: NodeJS.Signals | null): void =>
        resolve(this.#reason(code, signal));
      child.once('close', over);
      // Node may tell no close of a process whose channel has been closed; its last words come soon after its end.
      child.once('exit', (code, signal) => setTimeout(over, LAST_WORDS, code, signal));
    });
  }

  get address(): string {
    return this.#address;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  async listen(): Promise<this> {
    const { places, port } = this.#options;
    const again = this.#options.again(places.slice(0, 1));
    const report = new Promise<ServerReport>((resolve) => {
      this.#child.once('message', (one) => resolve(one as ServerReport));
    });
    this.#send({ type: 'serve', places, port, again });
    const first = await Promise.race([report, this.#ended]);
    if (typeof first === 'string') throw new RunError(`--serve: its process did not start: ${first}`);
    if (first.type === 'refused')
      throw new UserError(`--serve: ${first.message.replace(/^--port (\d+): /, 'port $1 ')}`);
    if (first.type === 'listening') this.#address = first.address;
    this.#child.on('message', () => {
      this.#isBusy = false;
      if (this.#waiting !== null) this.#tellState(this.#waiting, true);
    });
    void this.#ended.then((reason) => {
      if (!this.#isOver) this.#lose(reason);
    });
    // The player ends when it has played, whatever becomes of the pages.
    this.#child.unref();
    this.#child.channel?.unref();
    (this.#child.stderr as unknown as { unref(): void }).unref();
    return this;
  }

  pagesOf(path: string): RunPages {
    const trials = new Map<string, TrialProgress>();
    let isPaused = false;
    const state = (): ToldState => ({ path, trials: [...trials.values()], isPaused });
    return {
      address: this.#address,
      tell: (event) => {
        if (event.type === 'progress') {
          const { id, cost, spent } = event;
          trials.set(id, { id, cost, spent });
          this.#tellState(state, false);
        } else if (event.type === 'finished' || event.type === 'retried') trials.delete(event.id);
      },
      pause: (given) => {
        isPaused = given;
        this.#tellState(state, true);
      },
      onNote: (tell) => {
        this.#note = tell;
        if (this.#loss !== null) tell(this.#loss);
        return () => {
          this.#note = null;
        };
      },
    };
  }

  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    const { places } = this.#options;
    const again = this.#options.again(places.filter((place) => existsSync(place)));
    this.#child.ref();
    this.#send({ type: 'end', text: `The run has ended, and its server with it: ${again} shows it again.` });
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), END_WITHIN);
    await this.#ended;
    clearTimeout(timer);
  }

  /** @param isUrgent where the state is told whatever the time, as soon as the server has taken in the last one */
  #tellState(state: () => ToldState, isUrgent: boolean): void {
    if (this.#isBusy) {
      if (isUrgent) this.#waiting = state;
      return;
    }
    const now = this.#options.now();
    if (!isUrgent && now - this.#toldAt < BETWEEN_STATES) return;
    this.#waiting = null;
    this.#isBusy = true;
    this.#toldAt = now;
    this.#send({ type: 'state', ...state() });
  }

  #send(order: ServerOrder): void {
    // A server that is gone is told by its end.
    if (this.#child.connected) this.#child.send(order, () => {});
  }

  #lose(reason: string): void {
    this.#loss = `the live page has failed, and the run goes on without it: ${reason}`;
    this.#note?.(this.#loss);
  }

  #reason(code: number | null, signal: NodeJS.Signals | null): string {
    const said = this.#stderr
      .split('\n')
      .map((line) => line.trim())
      .find((line) => /error/i.test(line));
    return said ?? (signal === null ? `its process ended with code ${code}` : `${signal} ended its process`);
  }
}

const HERE = import.meta.url;

/** File of the entry: beside this one in the source tree, else among the built entry points. */
function entryFile(): string {
  const extension = extname(fileURLToPath(HERE));
  const place = extension === '.ts' ? './entry.ts' : '../../../cli/serve-process.js';
  return fileURLToPath(new URL(place, HERE));
}

/** Variables of the environment without genoprop's secrets. */
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GENOPROP_')));
