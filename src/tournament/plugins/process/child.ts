/**
 * Child process that runs code of a plugin with few rights (`permissions.ts`), from its start to its end
 * (`workers/process.ts`). Reasons to end it are bytes of the plugin's in its channel, too much memory, and no sign
 * for long.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import process from 'node:process';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { oneLine } from '../../../errors.ts';
import type { PluginLimits } from '../../spec/tournament.ts';
import { mostOfProcess } from '../watch.ts';
import { deathOfProcess, failedStart } from './death.ts';
import { CHANNEL, FrameReader, frameOf, TOKEN_BYTES } from './frames.ts';
import type { ChildOrder, ChildReport, ChildRole } from './messages.ts';
import { permissionFlags } from './permissions.ts';

/** Most characters that are kept of what it writes to its standard error: V8 gives its reason in the first lines. */
const KEPT_CHARACTERS = 8192;

/** Least seconds without a sign of a process after which it is ended. */
const PATIENCE = 30;
const LOOK_EVERY_MILLISECONDS = 1000;
/** Milliseconds for a process to end after its channel has. */
const END_WITHIN_MILLISECONDS = 1000;

export interface ChildOptions {
  /** Paths that it may read. */
  readonly readable: readonly string[];
  readonly role: ChildRole;
  readonly limits: PluginLimits;
}

export class PluginProcess {
  /** Callback for each report but heartbeats. */
  onReport: ((report: ChildReport) => void) | null = null;
  /** Resolves with the cause of its end, in words that follow `task my-task: `. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  readonly #token = randomBytes(TOKEN_BYTES);
  #fault: string | null = null;
  #isReady = false;
  #silentLooks = 0;
  #stderr = '';

  constructor({ readable, role, limits }: ChildOptions) {
    const file = (name: string): string => fileURLToPath(new URL(`../../../../workers/${name}`, HERE));
    const flags = [...permissionFlags(readable), '--require', file('guard.cjs'), file(`process${EXTENSION}`)];
    const patience = Math.max(PATIENCE, 3 * limits.seconds);
    const megabytes = mostOfProcess(limits);
    this.#child = spawn(process.execPath, flags, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: environment(),
      windowsHide: true,
    });
    this.#channel = this.#child.stdio[CHANNEL] as Duplex;
    const { stdout, stderr } = this.#child;
    stdout!.resume();
    stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text.slice(0, KEPT_CHARACTERS - this.#stderr.length);
    });
    const reader = new FrameReader(this.#token);
    this.#channel.on('data', (chunk: Buffer) => this.#read(reader, chunk, megabytes));
    // A child that is gone takes nothing more; its end is heard of otherwise.
    this.#channel.on('error', () => {});
    this.#channel.on('close', () => {
      setTimeout(
        () => this.condemn('closed the descriptors of its process, as fs.closeSync(3) does'),
        END_WITHIN_MILLISECONDS,
      ).unref();
    });
    const mostLooks = Math.ceil((1000 * patience) / LOOK_EVERY_MILLISECONDS);
    // Looks are counted instead of time, since a process that was stopped or a machine that slept made none.
    const timer = setInterval(() => {
      if (++this.#silentLooks > mostLooks) this.condemn(`its process gave no sign for ${patience} s`);
    }, LOOK_EVERY_MILLISECONDS);
    timer.unref();
    this.ended = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        clearInterval(timer);
        resolve(`its process did not start: ${oneLine(error)}`);
      });
      this.#child.on('close', (code, signal) => {
        clearInterval(timer);
        const death = { code, signal, stderr: this.#stderr };
        resolve(this.#fault ?? (this.#isReady ? deathOfProcess(death) : failedStart(death)));
      });
    });
    firstToRunOutOfMemory(this.#child.pid);
    this.tell(role);
  }

  /** True once it has ended, or is about to. */
  get hasEnded(): boolean {
    return this.#fault !== null || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** True once it may run code of a plugin. */
  get isReady(): boolean {
    return this.#isReady;
  }

  tell(order: ChildOrder): void {
    if (!this.#channel.writable) return;
    for (const part of frameOf(this.#token, order)) this.#channel.write(part);
  }

  /** Ends the process for a fault of the plugin. The first fault counts. */
  condemn(fault: string): void {
    this.#fault ??= fault;
    this.#child.kill('SIGKILL');
  }

  /** Ends the process, even during a trial. */
  async end(): Promise<void> {
    this.condemn('its process has been ended');
    this.keepAlive(true);
    await this.ended;
  }

  /** Says whether this process shall live on as long as the child has work. */
  keepAlive(wanted: boolean): void {
    const { stdout, stderr } = this.#child;
    const handles = [this.#child, stdout, stderr, this.#channel] as (Readable & ChildProcess)[];
    for (const handle of handles) wanted ? handle.ref() : handle.unref();
  }

  #read(reader: FrameReader, chunk: Buffer, megabytes: number): void {
    this.#silentLooks = 0;
    try {
      for (const report of reader.read(chunk) as ChildReport[]) this.#hear(report, megabytes);
    } catch {
      this.condemn("wrote into the channel of its process, which is genoprop's own");
    }
  }

  #hear(report: ChildReport, most: number): void {
    if (report.type === 'beat') {
      if (report.megabytes > most) this.condemn(`its process needed more than ${most} MB`);
      return;
    }
    if (report.type === 'ready') this.#isReady = true;
    this.onReport?.(report);
  }
}

const HERE = import.meta.url;
/** Extension of entry files: `.ts` in the source tree, `.js` where they were compiled. */
const EXTENSION = extname(fileURLToPath(HERE));

/** Variables of the environment that a plugin's process gets: none that changes Node, none of genoprop's secrets. */
function environment(): NodeJS.ProcessEnv {
  const left = /^(NODE_OPTIONS|NODE_V8_COVERAGE|NODE_CHANNEL_.*|GENOPROP_.*)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !left.test(name)));
}

/** Makes the process the first that Linux ends where memory runs out. */
function firstToRunOutOfMemory(pid: number | undefined): void {
  if (pid === undefined || process.platform !== 'linux') return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // It has ended, or this system does not let us.
  }
}
