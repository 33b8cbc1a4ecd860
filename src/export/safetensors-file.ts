/** Champion as safetensors: one F32 tensor a parameter block, the sections as strings in `__metadata__`. */
import { readSafetensors, type TensorData, writeSafetensors } from '../formats/safetensors.ts';
import type { Fail } from '../formats/strict-json.ts';
import { splitBlocks } from './assemble.ts';
import type { Champion, StoredBlock } from './champion.ts';
import { readSections, requireFormat, writeSections } from './sections.ts';

export function writeSafetensorsFile(champion: Champion): Uint8Array {
  return writeSafetensors(Object.fromEntries(splitBlocks(champion)), writeSections(champion));
}

/**
 * Reads the sections and the blocks.
 * @param name of the bytes, in the messages of the format's own reader
 */
export function readSafetensorsFile(bytes: Uint8Array, fail: Fail, name: string): Champion {
  const { tensors, metadata } = readSafetensors(bytes, { name });
  requireFormat(metadata.format, fail);
  const blocks = Object.entries(tensors).map(([tensor, { shape, data }]): [string, StoredBlock] => {
    if (data instanceof Float32Array) return [tensor, { shape, data }];
    return fail(`tensor ${JSON.stringify(tensor)} must be F32, not ${dtypeOf(data)}`);
  });
  return readSections(metadata, new Map(blocks), fail);
}

/** Type of the numbers in the format's own words: `F64`, `I32`, `U8`. */
const dtypeOf = (data: TensorData): string =>
  data.constructor.name.replace('Float', 'F').replace('Uint', 'U').replace('Int', 'I').replace('Array', '');
