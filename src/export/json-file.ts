/**
 * Champion as JSON that people can read: `format`, `checksum`, the sections, and `parameters`, where a matrix is a list
 * of its rows. Numbers are the shortest that give the float32 weights back bit for bit.
 */

import { type Fail, isRecord, strictJson } from '../formats/strict-json.ts';
import { assemble, splitBlocks } from './assemble.ts';
import { type Champion, championFormat, type StoredBlock } from './champion.ts';
import { checksumOf } from './checksum.ts';
import { shortestDecimal } from './decimal.ts';
import { requireFormat } from './sections.ts';

export function writeJson(champion: Champion): Uint8Array {
  const { about, parameters } = champion;
  const head = { format: championFormat, checksum: checksumOf(about, parameters), ...about };
  const blocks = splitBlocks(champion).map(
    ([name, block]) => `    ${JSON.stringify(name)}: ${blockText(block)}`,
  );
  const text = JSON.stringify(head, null, 2).replace(/\n\}$/, ',\n  "parameters": {\n');
  return new TextEncoder().encode(`${text}${blocks.join(',\n')}\n  }\n}\n`);
}

export function readJson(bytes: Uint8Array, fail: Fail): Champion {
  const given = strictJson(decode(bytes, fail), 'its text', fail);
  if (!isRecord(given)) return fail('must be a JSON object');
  const { format, checksum, parameters, ...rest } = given;
  requireFormat(format, fail);
  if (!isRecord(parameters)) return fail('parameters must be an object of named blocks');
  const blocks = Object.entries(parameters).map(
    ([name, value]) => [name, readBlock(value, JSON.stringify(name), fail)] as const,
  );
  return assemble(rest, new Map(blocks), checksum, fail);
}

/** Text of a block, one row of a matrix a line. */
function blockText({ shape, data }: StoredBlock): string {
  const texts = Array.from(data, shortestDecimal);
  if (shape.length === 1) return `[${texts.join(', ')}]`;
  const [rows, columns] = shape as [number, number];
  const lines = Array.from(
    { length: rows },
    (_, row) => `      [${texts.slice(row * columns, (row + 1) * columns).join(', ')}]`,
  );
  return `[\n${lines.join(',\n')}\n    ]`;
}

function readBlock(value: unknown, name: string, fail: Fail): StoredBlock {
  const bad = (): never => fail(`parameters.${name} must be a list of numbers, or of rows of equal length`);
  if (!Array.isArray(value) || value.length === 0) return bad();
  const isMatrix = Array.isArray(value[0]);
  const rows: unknown[] = isMatrix ? value : [value];
  const columns = (rows[0] as unknown[]).length;
  const data = new Float32Array(rows.length * columns);
  for (const [index, row] of rows.entries()) {
    if (!Array.isArray(row) || row.length !== columns) return bad();
    for (const number of row) if (typeof number !== 'number') return bad();
    data.set(row as number[], index * columns);
  }
  return { shape: isMatrix ? [rows.length, columns] : [columns], data };
}

function decode(bytes: Uint8Array, fail: Fail): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail('is not text in UTF-8');
  }
}
