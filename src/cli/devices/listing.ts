/** Output of `genoprop devices`. */
import { type DeviceEntry, devices, presenceOf } from '../../engine/index.ts';
import type { Presence, Present } from '../../engine/presence.ts';
import { jsonText, linesText } from '../../session/listing.ts';
import { table } from '../../words/table.ts';
import { counted, wrap } from '../../words/text.ts';

interface Listed {
  readonly entry: DeviceEntry;
  readonly presence: Presence;
}

/** Listing of all devices, as text or as JSON. Each device is looked for. */
export async function deviceListing(
  json: boolean,
  columns: number,
  among: readonly DeviceEntry[] = devices,
): Promise<string> {
  const listed: Listed[] = [];
  // Devices start one after the other, so that their drivers do not meet while they start.
  for (const entry of among) listed.push({ entry, presence: await presenceOf(entry) });
  if (json) return jsonText({ format: 'genoprop.devices/1', devices: listed.map(deviceJson) });
  return linesText([
    ...overview(listed, columns),
    ...listed.flatMap((one) => ['', ...details(one, columns)]),
    '',
    ...wrap('`genoprop help devices` says how one is chosen.', columns - 1),
  ]);
}

const deviceJson = ({ entry, presence }: Listed): object => ({
  name: entry.name,
  summary: entry.summary,
  automatic: entry.automatic,
  trialsAtOnce: entry.trialsAtOnce,
  ...presence,
});

const KINDS: Readonly<Record<Present['kind'], string>> = { cpu: 'CPU', gpu: 'GPU', software: 'software' };

/** Table of the devices. The hardware is the last column and may go on below, for its name may be of any length. */
function overview(listed: readonly Listed[], columns: number): string[] {
  const rows = listed.map(({ entry, presence }) => [
    entry.name,
    presence.present ? 'there' : 'missing',
    presence.present ? KINDS[presence.kind] : '-',
    String(entry.trialsAtOnce),
  ]);
  const lines = table(
    [['device', 'state', 'kind', 'trials at once'], ...rows],
    ['left', 'left', 'left', 'right'],
  );
  const width = Math.max(...lines.map((line) => line.length)) + 2;
  const hardware = [
    'hardware',
    ...listed.map(({ presence }) => (presence.present ? presence.hardware : '-')),
  ];
  return lines.flatMap((line, index) => {
    const [first = '', ...rest] = wrap(hardware[index]!, columns - 1, ' '.repeat(width));
    return [line.padEnd(width) + first.trimStart(), ...rest];
  });
}

function details({ entry, presence }: Listed, columns: number): string[] {
  const indent = '  ';
  const facts = presence.present
    ? [limitsText(presence.limits), remark(presence)]
    : [`missing: ${presence.missing}`, `to get it: ${presence.remedy}`];
  return [
    ...wrap(`${entry.name}: ${entry.summary}`, columns - 1),
    ...facts.filter((text) => text !== '').flatMap((text) => wrap(text, columns - 1, indent)),
  ];
}

const remark = ({ kind }: Present): string =>
  kind === 'software' ? 'a GPU that the processor imitates: for tests, not for speed' : '';

/** Limits of a device that decide what fits: memory, buffers, workgroups. */
function limitsText(limits: Present['limits']): string {
  const { maxBufferSize, maxStorageBufferBindingSize, memory } = limits;
  const { maxComputeWorkgroupStorageSize, maxComputeInvocationsPerWorkgroup } = limits;
  const largest = [maxBufferSize, maxStorageBufferBindingSize].filter((bytes) => bytes !== undefined);
  return [
    ...(memory === undefined ? [] : [`memory ${bytesText(memory)}`]),
    ...(largest.length === 0 ? [] : [`largest buffer ${bytesText(Math.min(...largest))}`]),
    ...(maxComputeWorkgroupStorageSize === undefined
      ? []
      : [`workgroup memory ${bytesText(maxComputeWorkgroupStorageSize)}`]),
    ...(maxComputeInvocationsPerWorkgroup === undefined
      ? []
      : [`${counted(maxComputeInvocationsPerWorkgroup, 'thread')} a workgroup`]),
  ].join(', ');
}

/** Number of bytes for people: `4 GiB`, `1.5 GiB`, `48 KiB`. */
function bytesText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number(value.toPrecision(3))} ${units[unit]}`;
}
