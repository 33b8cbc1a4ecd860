/**
 * Device choice: resolves the name after `--device`. A device that is asked for and absent is an error, never replaced.
 */
import { oneLine, UserError } from '../errors.ts';
import { type DeviceEntry, devices, findDevice, presenceOf } from './index.ts';
import type { Present } from './presence.ts';

/** Device that was settled on, and a line for people with the choice and its reason. */
export interface DeviceChoice {
  readonly name: string;
  readonly why: string;
}

/** Choice where there is nothing to measure. */
export function plainChoice(among: readonly DeviceEntry[] = devices): DeviceChoice {
  const { name } = among[0]!;
  return { name, why: `device ${name}: it runs everywhere and gives the same bits everywhere` };
}

/**
 * Device of that name, once it is found to be available. `auto` is `plainChoice`; `calibrate` in src/tournament finds
 * the fastest one for a tournament.
 * @throws UserError on a name that is none of `deviceNames`, and where the device is absent: the missing part, and the
 * way to get it
 */
export async function chooseDevice(
  name: string,
  among: readonly DeviceEntry[] = devices,
): Promise<DeviceChoice> {
  if (name === 'auto') return plainChoice(among);
  const entry = findDevice(name, among);
  const presence = await presenceOf(entry);
  if (!presence.present) {
    throw new UserError(`device ${name} is not there: ${presence.missing}; ${presence.remedy}`);
  }
  return { name, why: `device ${name}, as asked for: ${whatComputes(entry, presence)}` };
}

/**
 * Device of a resumed run: its own, for on another its numbers would be others.
 * @param where beginning of the message: the run file
 * @throws UserError where it is absent
 */
export async function goOnWith(
  name: string,
  where: string,
  among: readonly DeviceEntry[] = devices,
): Promise<DeviceChoice> {
  try {
    await chooseDevice(name, among);
  } catch (error) {
    throw new UserError(`${where}: the run began on it, and ${oneLine(error)}`, { cause: error });
  }
  return { name, why: `device ${name}, with which the run began` };
}

/** Description of a device: its summary on the processor, its hardware on a GPU. */
function whatComputes({ summary }: DeviceEntry, { kind, hardware }: Present): string {
  if (kind === 'cpu') return summary;
  return kind === 'gpu' ? hardware : `${hardware}, which computes in software: for tests, not for speed`;
}
