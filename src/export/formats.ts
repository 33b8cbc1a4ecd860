/** Formats of champion files, and drawings of them. A new one is a file beside this and one entry here. */
import { extname } from 'node:path';
import { UserError } from '../errors.ts';
import type { Fail } from '../formats/strict-json.ts';
import { unknownName } from '../options/nearest.ts';
import type { Champion } from './champion.ts';
import { writeCppn, writeDot } from './dot-file.ts';
import { readJson, writeJson } from './json-file.ts';
import { readOnnx, writeOnnx } from './onnx-file.ts';
import { readSafetensorsFile, writeSafetensorsFile } from './safetensors-file.ts';

export interface Format {
  /** Name, which is also the ending of its files. */
  readonly name: 'safetensors' | 'onnx' | 'json';
  /** True for bytes that look like the format. No bytes look like two of them. */
  recognises(bytes: Uint8Array): boolean;
  write(champion: Champion): Uint8Array;
  read(bytes: Uint8Array, fail: Fail, name: string): Champion;
}

export const formats: readonly Format[] = [
  {
    name: 'safetensors',
    // A header of less than 4 GiB, and its first brace.
    recognises: (bytes) => bytes[8] === 0x7b && bytes.subarray(4, 8).every((byte) => byte === 0),
    write: writeSafetensorsFile,
    read: readSafetensorsFile,
  },
  {
    name: 'json',
    recognises: (bytes) =>
      /^\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 64))) && !bytes.includes(0),
    write: writeJson,
    read: readJson,
  },
  {
    name: 'onnx',
    // Field 1, a small number: the version of the model's format.
    recognises: (bytes) => bytes[0] === 0x08 && bytes[1]! < 0x80 && bytes[8] !== 0x7b,
    write: writeOnnx,
    read: readOnnx,
  },
];

/** Format that is written and not read back. */
export interface Drawing extends Pick<Format, 'write'> {
  readonly name: 'dot' | 'cppn';
}

const drawings: readonly Drawing[] = [
  { name: 'dot', write: writeDot },
  { name: 'cppn', write: writeCppn },
];

/** True for a drawing, which is text. */
export const isDrawing = (format: Format | Drawing): format is Drawing =>
  drawings.some((one) => one === format);

/** Formats that champions are written in. */
const writable: readonly (Format | Drawing)[] = [...formats, ...drawings];

export const formatNames = writable.map(({ name }) => name);

/**
 * Format of that name, or without a name the one of the file's ending.
 * @param where beginning of the message on a name that is no format's
 * @throws UserError where neither names one
 */
export function formatFor(path: string, name?: string, where = '--format'): Format | Drawing {
  if (name !== undefined) {
    const named = writable.find((format) => format.name === name);
    if (named === undefined) throw unknownName('format', name, formatNames, where);
    return named;
  }
  const found = ofEnding(writable, path);
  if (found !== undefined) return found;
  const ending = extname(path);
  throw new UserError(
    `-o ${path}: ${ending === '' ? 'it has no ending that tells' : `the ending '${ending}' does not tell`} the format; end it with ${formatNames.map((one) => `.${one}`).join(', ')}, or name one with --format`,
  );
}

/** Format of the bytes, or else of the file's ending; undefined where neither tells it. */
export function formatOf(bytes: Uint8Array, path: string): Format | undefined {
  return formats.find((format) => format.recognises(bytes)) ?? formatOfEnding(path);
}

const formatOfEnding = (path: string): Format | undefined => ofEnding(formats, path);

function ofEnding<F extends { readonly name: string }>(among: readonly F[], path: string): F | undefined {
  const ending = extname(path).toLowerCase();
  return among.find((format) => `.${format.name}` === ending);
}
