import { describe, expect, it } from 'vitest';
import { chooseDevice, deviceNames, openDevice } from '../../src/engine/index.ts';
import { UserError } from '../../src/errors.ts';

describe('the devices by name', () => {
  it.each(deviceNames.filter((name) => name !== 'auto'))('%s opens under its name', async (name) => {
    const device = await openDevice(name);
    expect(device.name).toBe(name);
    await device.close();
  });

  it('auto settles on a device and says why', () => {
    const { name, why } = chooseDevice('auto');
    expect(deviceNames).toContain(name);
    expect(name).not.toBe('auto');
    expect(why).toMatch(new RegExp(`^device ${name}: .+`));
  });

  it('an unknown device is refused, with the nearest', () => {
    expect(() => chooseDevice('wasn')).toThrow(UserError);
    expect(() => openDevice('wasn')).toThrow(/unknown device 'wasn', did you mean 'wasm'\?/);
  });
});
