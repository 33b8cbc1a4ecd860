/**
 * Device choice: resolves the name after `--device`. A device that is asked for and not there is an error, never
 * another.
 */
import { oneLine, UserError } from '../errors.ts';
import { type DeviceEntry, devices, findDevice, presenceOf } from './index.ts';
import type { Present } from './presence.ts';

/** A device that was settled on, and a line for people that says what was taken and why. */
export interface DeviceChoice {
  readonly name: string;
  readonly why: string;
}

/** What is taken where there is nothing to measure. */
export function plainChoice(among: readonly DeviceEntry[] = devices): DeviceChoice {
  const { name } = among[0]!;
  return { name, why: `device ${name}: it runs everywhere and gives the same bits everywhere` };
}

/**
 * The device of that name, once it is seen to be there. `auto` is `plainChoice`; what is fastest on a tournament
 * `calibrate` in src/tournament finds.
 * @throws UserError on a name that is none of `deviceNames`, and where the device is not there: what is missing,
 * and how to get it
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
 * The device of a run that goes on: its own, for on another its numbers would be others.
 * @param where what the message begins with: the run file
 * @throws UserError where it is not there
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

/** A device on the processor is known by what it is, one on a GPU by its hardware. */
function whatComputes({ summary }: DeviceEntry, { kind, hardware }: Present): string {
  if (kind === 'cpu') return summary;
  return kind === 'gpu' ? hardware : `${hardware}, which computes in software: for tests, not for speed`;
}
