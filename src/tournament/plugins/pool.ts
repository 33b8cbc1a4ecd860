/**
 * Pool of host threads for trials of plugins, one for each trial under way. A thread that served a trial without fault
 * serves the next of the same plugin; state that its code leaves behind reaches no trial of another task.
 */

import type { PluginLimits } from '../spec/tournament.ts';
import { type Lease, PluginHost } from './host.ts';

/** Milliseconds after which an idle thread ends. */
const IDLE_MILLISECONDS = 2000;

interface Idle {
  readonly module: string;
  readonly host: PluginHost;
  readonly timer: NodeJS.Timeout;
}

export class PluginPool {
  readonly #limits: PluginLimits;
  readonly #idle = new Set<Idle>();
  readonly #atWork = new Set<PluginHost>();

  constructor(limits: PluginLimits) {
    this.#limits = limits;
  }

  /**
   * Takes a thread from the pool.
   * @param module address of the plugin's module
   * @param where beginning of messages: `task my-task`
   * @param isPaused while this holds, the thread may take its time
   */
  take(module: string, where: string, isPaused: () => boolean): Lease {
    const host = this.#idleOf(module) ?? new PluginHost(module, where, this.#limits);
    this.#atWork.add(host);
    const lease = host.lend(isPaused);
    return {
      channel: lease.channel,
      get fault() {
        return lease.fault;
      },
      end: (isSound) => {
        lease.end(isSound);
        this.#atWork.delete(host);
        if (isSound) this.#keep(module, host);
      },
    };
  }

  /** Ends all threads, even during calls. */
  async close(): Promise<void> {
    const hosts = [...this.#atWork, ...[...this.#idle].map(({ host }) => host)];
    for (const { timer } of this.#idle) clearTimeout(timer);
    this.#idle.clear();
    await Promise.all(hosts.map((host) => host.close()));
  }

  #idleOf(module: string): PluginHost | null {
    for (const idle of this.#idle) {
      if (idle.module !== module) continue;
      this.#idle.delete(idle);
      clearTimeout(idle.timer);
      return idle.host;
    }
    return null;
  }

  #keep(module: string, host: PluginHost): void {
    const idle: Idle = {
      module,
      host,
      timer: setTimeout(() => {
        this.#idle.delete(idle);
        host.close().catch(() => {});
      }, IDLE_MILLISECONDS),
    };
    idle.timer.unref();
    this.#idle.add(idle);
  }
}
