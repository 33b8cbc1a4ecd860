/**
 * A device with descents of its own, for tests: the reference device's gradients and a descent in float32, as a search
 * makes it on the host. Like a GPU it is slow to answer, asks for batches ahead of time, and may be lost.
 */
import { setImmediate } from 'node:timers/promises';
import type { DescentState } from '../../../src/engine/descent-state.ts';
import type {
  Descent,
  DescentReport,
  DescentSettings,
  Device,
  Gradient,
  UpdateRequest,
} from '../../../src/engine/device.ts';
import { DeviceLost } from '../../../src/errors.ts';
import { HostDescent } from '../../../src/learners/gradient/host-descent.ts';
import type { Net } from '../../../src/nets/net.ts';
import { gatedReference } from '../nets/with-gated.ts';

export interface FarOptions {
  /** Batches that are asked for before the first of them is used. */
  readonly ahead?: number;
  /** Calls that it answers before it is lost. */
  readonly lostAfter?: number;
  /** What an update makes of its gradient, by its number in its descent, from 1. */
  readonly spoil?: (gradient: Gradient, update: number) => Gradient;
  /** Its descents carry a number on from update to update, by which they scale the gradients. */
  readonly carries?: true;
}

export class FarDevice implements Device {
  readonly name = 'far';
  readonly options: FarOptions;
  /** Descents that are not closed, and runs that are under way: now, and the most there ever were. */
  readonly open = { now: 0, most: 0 };
  readonly running = { now: 0, most: 0 };
  /** Batches that descents were given, and how many of them before the one before was done with. */
  given = 0;
  givenAhead = 0;
  #calls = 0;

  constructor(options: FarOptions = {}) {
    this.options = options;
  }

  lacks(): null {
    return null;
  }

  async evaluate(...call: Parameters<Device['evaluate']>) {
    await this.answer();
    return gatedReference.evaluate(...call);
  }

  async evaluatePopulation(...call: Parameters<Device['evaluatePopulation']>) {
    await this.answer();
    return gatedReference.evaluatePopulation(...call);
  }

  async gradient(...call: Parameters<Device['gradient']>) {
    await this.answer();
    return gatedReference.gradient(...call);
  }

  async linearise(...call: Parameters<NonNullable<Device['linearise']>>) {
    await this.answer();
    return gatedReference.linearise!(...call);
  }

  async features(...call: Parameters<NonNullable<Device['features']>>) {
    await this.answer();
    return gatedReference.features!(...call);
  }

  async descend(net: Net, at: DescentState, settings: DescentSettings): Promise<Descent> {
    await this.answer();
    return new FarDescent(this, net, at, settings);
  }

  close(): void {}

  /** @throws DeviceLost once it has answered as often as it does */
  async answer(): Promise<void> {
    const { lostAfter = Number.POSITIVE_INFINITY } = this.options;
    // Now and then others have their turn.
    if (++this.#calls % 3 === 0) await setImmediate();
    if (this.#calls > lostAfter) throw new DeviceLost('the far device was switched off');
  }
}

class FarDescent implements Descent {
  readonly #device: FarDevice;
  readonly #host: HostDescent;
  #carried: Float32Array | null;
  #updates = 0;
  #isClosed = false;

  constructor(device: FarDevice, net: Net, at: DescentState, settings: DescentSettings) {
    this.#device = device;
    const gradient: Device['gradient'] = async (...call) => {
      const given = await device.gradient(...call);
      return device.options.spoil?.(given, ++this.#updates) ?? this.#scaled(given);
    };
    const begun = device.options.carries ? Float32Array.of(1) : null;
    this.#carried = at.carried ?? begun;
    this.#host = new HostDescent({ gradient }, net, { ...at, carried: null }, settings);
    enter(device.open);
  }

  async run(next: () => UpdateRequest | null): Promise<DescentReport> {
    if (this.#isClosed) throw new Error('the descent is closed');
    enter(this.#device.running);
    try {
      return await this.#host.run(this.#ahead(next));
    } finally {
      this.#device.running.now--;
    }
  }

  async state(): Promise<DescentState> {
    if (this.#isClosed) throw new Error('the descent is closed');
    await this.#device.answer();
    return { ...this.#host.state(), carried: this.#carried };
  }

  close(): void {
    if (this.#isClosed) throw new Error('the descent is closed twice');
    this.#isClosed = true;
    this.#device.open.now--;
  }

  #scaled(given: Gradient): Gradient {
    if (this.#carried === null) return given;
    const scale = this.#carried[0]!;
    this.#carried = Float32Array.of(0.9 * scale + 0.1 * given.loss);
    return { ...given, gradient: given.gradient.map((value) => scale * value) };
  }

  /** Gives the same, but asks for several before it gives the first. Asks no more once there is none. */
  #ahead(next: () => UpdateRequest | null): () => UpdateRequest | null {
    const { ahead = 8 } = this.#device.options;
    const asked: UpdateRequest[] = [];
    let isDone = false;
    return () => {
      while (!isDone && asked.length < ahead) {
        const request = next();
        if (request === null) isDone = true;
        else {
          this.#device.given++;
          if (asked.length > 0) this.#device.givenAhead++;
          asked.push(request);
        }
      }
      return asked.shift() ?? null;
    };
  }
}

function enter(count: { now: number; most: number }): void {
  count.now++;
  count.most = Math.max(count.most, count.now);
}
