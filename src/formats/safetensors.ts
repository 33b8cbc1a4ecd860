/**
 * The safetensors format, https://github.com/huggingface/safetensors (README, "Format"): 8 bytes with the
 * header's length (unsigned, little-endian), a JSON header, and the tensors' bytes end to end, little-endian
 * and row-major. `__metadata__` maps strings to strings. The reader trusts no byte.
 */
import { UserError } from '../errors.ts';
import { duplicateKey } from './duplicate-key.ts';

export type TensorData = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Tensor: row-major values and their extents; the product of `shape` is the number of values, 1 for `[]`. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface TensorFile {
  /** Tensors by name. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ReadOptions {
  /** Name of the bytes, for error messages: a file's path. */
  readonly name: string;
  /** True to refuse NaN and infinite values, as weights must not hold any. */
  readonly finite?: boolean;
}

const kinds = {
  F64: { bytes: 8, array: Float64Array },
  F32: { bytes: 4, array: Float32Array },
  I32: { bytes: 4, array: Int32Array },
  U8: { bytes: 1, array: Uint8Array },
} as const;
type Dtype = keyof typeof kinds;
const dtypes = Object.keys(kinds) as Dtype[];

/** Longest header, the reference implementation's limit. */
const longestHeader = 100_000_000;

/**
 * Bytes of a file with these tensors. An array without a shape is a vector. Tensors lie by falling width, then by name,
 * and the header is padded to 8 bytes, so that every tensor is aligned to its width.
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, Tensor | TensorData>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(tensors).map(([name, given]) => {
    if (name === '__metadata__')
      throw new UserError('tensor "__metadata__": this name is taken by the format');
    const tensor = ArrayBuffer.isView(given) ? { shape: [given.length], data: given } : given;
    const dtype = dtypes.find((candidate) => tensor.data instanceof kinds[candidate].array)!;
    const count = tensor.shape.reduce((product, extent) => product * extent, 1);
    if (count !== tensor.data.length) {
      throw new UserError(
        `tensor "${name}": shape [${tensor.shape}] has ${count} values, its data ${tensor.data.length}`,
      );
    }
    return { name, dtype, ...tensor };
  });
  entries.sort((a, b) => kinds[b.dtype].bytes - kinds[a.dtype].bytes || (a.name < b.name ? -1 : 1));
  let end = 0;
  const described = entries.map(({ name, dtype, shape, data }) => {
    const begin = end;
    end += data.byteLength;
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  const known = Object.keys(metadata).length > 0 ? [['__metadata__', metadata] as const] : [];
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries([...known, ...described])));
  const start = 8 * Math.ceil((8 + json.length) / 8);
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  let at = start;
  for (const { data } of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Tensors, as copies, and metadata. Throws a UserError that names the fault of the bytes. */
export function readSafetensors(bytes: Uint8Array, { name, finite = false }: ReadOptions): TensorFile {
  const fail = (what: string): never => {
    throw new UserError(`${name}: not a valid safetensors file: ${shortened(what)}`);
  };
  const { header, start } = readHeader(bytes, fail);
  const { __metadata__: metadata = {}, ...described } = header;
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) {
    fail('__metadata__ must map strings to strings');
  }
  const placed = Object.entries(described).map(([tensor, description]) => {
    return {
      tensor,
      ...checkDescription(description, (what) => fail(`tensor ${JSON.stringify(tensor)}: ${what}`)),
    };
  });
  placed.sort((a, b) => a.begin - b.begin || a.end - b.end);
  const tensors: [string, Tensor][] = [];
  let reached = 0;
  for (const { tensor, dtype, shape, begin, end } of placed) {
    const called = `tensor ${JSON.stringify(tensor)}`;
    if (begin < reached)
      fail(`${called} begins at byte ${begin}, inside the one before it, which ends at ${reached}`);
    if (begin > reached) fail(`${called} begins at byte ${begin}, leaving a gap after byte ${reached}`);
    if (start + end > bytes.length)
      fail(`${called} ends at byte ${end}, but there are ${bytes.length - start}`);
    // Not `bytes.slice`, which of a Buffer gives no copy but a view of shared memory.
    const data = new kinds[dtype].array(new Uint8Array(bytes.subarray(start + begin, start + end)).buffer);
    if (finite && !data.every(Number.isFinite)) {
      fail(
        `${called} holds ${data.find((value: number) => !Number.isFinite(value))}; every value must be finite`,
      );
    }
    tensors.push([tensor, { shape, data }]);
    reached = end;
  }
  const beyond = bytes.length - start - reached;
  if (beyond > 0) fail(`${beyond} bytes beyond the last tensor`);
  return { tensors: Object.fromEntries(tensors), metadata: metadata as Record<string, string> };
}

function readHeader(bytes: Uint8Array, fail: (what: string) => never) {
  if (bytes.length < 8) fail(`${bytes.length} bytes, the header's length alone takes 8`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > longestHeader) fail(`a header of ${length} bytes, at most ${longestHeader} are allowed`);
  const start = 8 + Number(length);
  if (start > bytes.length) fail(`a header of ${length} bytes, but only ${bytes.length - 8} follow`);
  let header: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, start));
    header = JSON.parse(text);
    const twice = duplicateKey(text);
    if (twice !== null) fail(`its header names ${JSON.stringify(twice)} twice`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    fail('its header is not JSON in UTF-8');
  }
  if (bytes[8] !== 0x7b || !isRecord(header))
    return fail('its header must be a JSON object that begins with {');
  return { header, start };
}

interface Description {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function checkDescription(description: unknown, fail: (what: string) => never): Description {
  if (!isRecord(description)) return fail('must be an object of dtype, shape and data_offsets');
  const { dtype, shape, data_offsets: offsets, ...others } = description;
  const [other] = Object.keys(others);
  if (other !== undefined) return fail(`has an unknown field ${JSON.stringify(other)}`);
  const kind = dtypes.find((candidate) => candidate === dtype);
  if (!kind) {
    // The value may be anything, and so deep that JSON.stringify would overflow the stack.
    const given = typeof dtype === 'string' ? JSON.stringify(dtype) : `of type ${typeof dtype}`;
    return fail(`dtype ${given} is not one of ${dtypes.join(', ')}`);
  }
  if (!isCounts(shape)) return fail('shape must be a list of whole numbers from 0');
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) {
    return fail('data_offsets must be [begin, end] with 0 <= begin <= end');
  }
  const [begin, end] = offsets as [number, number];
  const size = shape.includes(0) ? 0 : shape.reduce((product, extent) => product * extent, kinds[kind].bytes);
  if (size !== end - begin) {
    return fail(`shape [${shape}] of ${kind} takes ${size} bytes, its data_offsets ${end - begin}`);
  }
  return { dtype: kind, shape, begin, end };
}

/** Text of limited length, since a message may quote content of the file of any length. */
function shortened(what: string): string {
  return what.length > 300 ? `${what.slice(0, 300)}…` : what;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);
}
