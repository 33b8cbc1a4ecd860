/** Sections of a champion as the strings that safetensors' `__metadata__` and ONNX' `metadata_props` hold. */

import { type Fail, strictJson } from '../formats/strict-json.ts';
import { assemble } from './assemble.ts';
import { type Champion, type ChampionAbout, championFormat, type StoredBlock, sections } from './champion.ts';
import { checksumOf } from './checksum.ts';

/** Strings of all sections as JSON, beside `format` and `checksum`, which are plain. */
export function writeSections({ about, parameters }: Champion): Record<string, string> {
  const names = Object.keys(sections) as (keyof ChampionAbout)[];
  return {
    format: championFormat,
    // Before the others, so that no file that was cut off has lost it and nothing else.
    checksum: checksumOf(about, parameters),
    ...Object.fromEntries(names.map((name) => [name, JSON.stringify(about[name])])),
  };
}

/** Champion of the strings of `writeSections` and these blocks. */
export function readSections(
  metadata: Readonly<Record<string, string>>,
  blocks: ReadonlyMap<string, StoredBlock>,
  fail: Fail,
): Champion {
  const { format, checksum, ...rest } = metadata;
  requireFormat(format, fail);
  const given = Object.fromEntries(
    Object.entries(rest).map(([name, text]) => [name, strictJson(text, `metadata.${name}`, fail)]),
  );
  return assemble(given, blocks, checksum, fail);
}

/** Requires a file of genoprop, before anything else in it is checked. */
export function requireFormat(format: unknown, fail: Fail): void {
  if (format === undefined) fail(`is no champion of genoprop's: its metadata names no format`);
  if (typeof format !== 'string' || !format.startsWith('genoprop.')) {
    fail(`is no champion of genoprop's: its format is ${JSON.stringify(format)?.slice(0, 60)}`);
  }
  if (format !== championFormat)
    fail(`has format ${JSON.stringify(format)}, this genoprop reads ${championFormat}`);
}
