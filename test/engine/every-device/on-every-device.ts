/** Runs the same tests on every device of the registry but the reference. One that is absent is skipped by name. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Device } from '../../../src/engine/device.ts';
// Before anything looks for a GPU.
import '../webgpu/swiftshader.ts';
import { devices, presenceOf } from '../../../src/engine/index.ts';
import { type Expectation, expectationOf } from './expectations.ts';

const looked = await Promise.all(
  devices
    .filter(({ name }) => name !== 'reference')
    .map(async (entry) => ({ entry, presence: await presenceOf(entry) })),
);

/** @param tests given the device, which is open while they run, and what it is held to */
export function onEveryDevice(
  what: string,
  tests: (device: () => Device, expectation: Expectation) => void,
): void {
  for (const { entry, presence } of looked) {
    if (!presence.present) {
      it.skip(`${what}, ${entry.name} (not here: ${presence.missing})`, () => {});
      continue;
    }
    describe(`${what}, ${entry.name}`, () => {
      let device: Device;
      beforeAll(async () => {
        device = await entry.open();
      });
      afterAll(() => device.close());
      tests(() => device, expectationOf(entry.name));
    });
  }
}
