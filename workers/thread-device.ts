/**
 * Devices of a worker thread, with reference counts. One that works asynchronously, as a GPU does, is closed when it
 * has no users: its driver may not survive the end of its thread. A lost one is opened anew at its next use.
 */
import { setImmediate } from 'node:timers/promises';
import type { Device } from '../src/engine/device.ts';
import { DeviceLost, oneLine } from '../src/errors.ts';
import { threadCatalogue } from './thread.ts';

interface Opened {
  readonly device: Promise<Device>;
  /** Number of users. */
  users: number;
  /** True for a device that gets no new users. */
  isLeft: boolean;
}

const devices = new Map<string, Opened>();
/** Names of devices of which one was lost. */
const lost = new Set<string>();

/**
 * Runs `act` with the thread's device of that name, and returns its result.
 * @throws DeviceLost where the device is gone; and where it was, and cannot be opened again
 */
export async function withDevice<Result>(
  name: string,
  act: (device: Device) => Promise<Result>,
): Promise<Result> {
  const { trialsAtOnce } = await threadCatalogue();
  const opened = take(name);
  opened.users++;
  try {
    return await act(await opened.device);
  } catch (error) {
    if (error instanceof DeviceLost) {
      lost.add(name);
      leave(name, opened);
    }
    throw error;
  } finally {
    opened.users--;
    if (opened.users === 0 && trialsAtOnce(name) > 1) leave(name, opened);
    if (opened.users === 0 && opened.isLeft) await closeWhatIsLeft(opened.device);
  }
}

function take(name: string): Opened {
  let opened = devices.get(name);
  if (opened === undefined) {
    opened = { device: open(name), users: 0, isLeft: false };
    devices.set(name, opened);
  }
  return opened;
}

async function open(name: string): Promise<Device> {
  const catalogue = await threadCatalogue();
  try {
    return await catalogue.openDevice(name);
  } catch (error) {
    if (!lost.has(name)) throw error;
    throw new DeviceLost(`device ${name} cannot be opened again: ${oneLine(error)}`, { cause: error });
  }
}

/** Drops the device. Its other users go on, or find its loss by themselves. */
function leave(name: string, opened: Opened): void {
  opened.isLeft = true;
  if (devices.get(name) === opened) devices.delete(name);
}

/** Number of turns of the event loop in which a driver may still report the end of pending work. */
const TURNS = 5;

async function closeWhatIsLeft(device: Promise<Device>): Promise<void> {
  try {
    await (await device).close();
    for (let turn = 0; turn < TURNS; turn++) await setImmediate();
  } catch {
    // Never opened, or without anything left to close.
  }
}
