/**
 * Host of a plugin in a child process with few rights, which answers as the host of `../host.ts` does. The process may
 * read the files that its options name, and is started anew for an option that names another.
 */
import { UserError } from '../../../errors.ts';
import { Mutex } from '../../../mutex.ts';
import type { PluginLimits } from '../../spec/tournament.ts';
import { type Answer, type Given, type Host, PluginFault } from '../host.ts';
import type { Description, PluginServices } from '../services.ts';
import { PluginProcess } from './child.ts';
import type { HostReport } from './messages.ts';
import { readablePaths } from './permissions.ts';

export class IsolatedHost implements Host {
  readonly #module: string;
  readonly #where: string;
  readonly #limits: PluginLimits;
  readonly #onPrint: (text: string) => void;
  readonly #isSecond: boolean;
  /** Paths that the present process may read, and the next one at least. */
  readonly #readable = new Set<string>();
  #child: PluginProcess | null = null;
  #peakMegabytes = 0;
  #isDescribed = false;
  /** Turns of requests: one is answered at a time. */
  readonly #turns = new Mutex();

  /**
   * Makes the host.
   * @param onPrint receives the plugin's prints
   * @param isSecond true for a thread of another number than that of other hosts
   */
  constructor(
    module: string,
    where: string,
    limits: PluginLimits,
    onPrint: (text: string) => void,
    isSecond = false,
  ) {
    this.#isSecond = isSecond;
    this.#module = module;
    this.#where = where;
    this.#limits = limits;
    this.#onPrint = onPrint;
  }

  ask<Name extends keyof PluginServices>(service: Name, ...given: Given<Name>): Promise<Answer<Name>> {
    return this.#turns.run(() => this.#ask(service, given));
  }

  get peakMegabytes(): number {
    return this.#peakMegabytes;
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    await child?.end();
  }

  async #ask<Name extends keyof PluginServices>(service: Name, given: Given<Name>): Promise<Answer<Name>> {
    // An option that is left out may name a file by its default.
    if (service === 'settle' && !this.#isDescribed) await this.#ask('describe', []);
    const child = await this.#childFor(Object.fromEntries(given.entries()));
    const value = (await this.#answer(child, service, given)) as Answer<Name>;
    if (service === 'describe') {
      const { options } = value as Description;
      this.#allow(Object.fromEntries(options.map((option) => [option.name, option.default])));
      this.#isDescribed = true;
    }
    return value;
  }

  /** Process that may read what these values name. */
  async #childFor(values: Readonly<Record<string, unknown>>): Promise<PluginProcess> {
    if (this.#allow(values)) await this.close();
    const about = { module: this.#module, where: this.#where, limits: this.#limits };
    const role = { type: 'host', ...about, isSecond: this.#isSecond } as const;
    this.#child ??= new PluginProcess({ readable: [...this.#readable], role, limits: this.#limits });
    return this.#child;
  }

  /** Adds paths that these values name; true where there are new ones. */
  #allow(values: Readonly<Record<string, unknown>>): boolean {
    const before = this.#readable.size;
    for (const path of readablePaths(this.#module, values, null)) this.#readable.add(path);
    return this.#readable.size > before;
  }

  /**
   * Answer of the process.
   * @throws UserError with the plugin's failure, PluginFault where its thread or the process has ended
   */
  async #answer(
    child: PluginProcess,
    service: keyof PluginServices,
    given: readonly unknown[],
  ): Promise<unknown> {
    const heard = Promise.withResolvers<Exclude<HostReport, { type: 'print' }>>();
    child.onReport = (report) => {
      if (report.type === 'print') this.#onPrint(report.text);
      else if (report.type === 'answer' || report.type === 'refusal') heard.resolve(report);
    };
    // The process keeps this one alive only while an answer is due.
    child.keepAlive(true);
    child.tell({ type: 'ask', service, given });
    const died = child.ended.then((cause) => {
      throw new PluginFault(`${this.#where}: ${cause}`);
    });
    try {
      const report = await Promise.race([heard.promise, died]);
      child.keepAlive(false);
      this.#peakMegabytes = Math.max(this.#peakMegabytes, report.megabytes);
      if (report.type === 'answer') return report.value;
      throw report.isFault ? new PluginFault(report.error) : new UserError(report.error);
    } catch (error) {
      if (error instanceof PluginFault && this.#child === child && child.hasEnded) this.#child = null;
      throw error;
    } finally {
      died.catch(() => {});
    }
  }
}
