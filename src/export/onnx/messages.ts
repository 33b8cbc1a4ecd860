/**
 * Protocol Buffers messages of an ONNX model, as far as they are needed here, with their field numbers:
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */
import { type Fields, message } from './protobuf.ts';

/** Element types, onnx.proto's TensorProto.DataType. */
export const elementTypes = { float: 1n, int32: 6n, int64: 7n } as const;
export type ElementType = keyof typeof elementTypes;

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | BigInt64Array;
}

/** Input or output tensor: an extent that may vary is a name. */
export interface Port {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
  /** Description, for people to read. */
  readonly about: string;
}

export type Attribute = bigint | string | readonly bigint[] | readonly string[] | Tensor;

export interface Node {
  readonly operator: string;
  /** Names of inputs; '' where an operator's optional input is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface Graph {
  readonly name: string;
  /** Nodes, each after those whose outputs it takes. */
  readonly nodes: readonly Node[];
  /** Tensors that are part of the model. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

export interface Model {
  readonly irVersion: number;
  readonly opset: number;
  readonly producer: string;
  readonly producerVersion: string;
  readonly about: string;
  readonly graph: Graph;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Field numbers that are read as well as written. */
export const modelField = { producer: 2, graph: 7, metadata: 14 } as const;
export const graphField = { tensor: 5 } as const;
export const tensorField = { shape: 1, type: 2, name: 8, bytes: 9 } as const;
export const pairField = { key: 1, value: 2 } as const;

/** Bytes of an .onnx file. */
export function encodeModel(model: Model): Uint8Array<ArrayBuffer> {
  return message([
    [1, BigInt(model.irVersion)],
    [modelField.producer, model.producer],
    [3, model.producerVersion],
    [6, model.about],
    [modelField.graph, encodeGraph(model.graph)],
    [
      8,
      message([
        [1, ''],
        [2, BigInt(model.opset)],
      ]),
    ],
    ...Object.entries(model.metadata).map(
      ([key, value]) =>
        [
          modelField.metadata,
          message([
            [pairField.key, key],
            [pairField.value, value],
          ]),
        ] as const,
    ),
  ]);
}

function encodeGraph({ name, nodes, tensors, inputs, outputs }: Graph): Uint8Array {
  return message([
    ...nodes.map((node, index) => [1, encodeNode(node, index)] as const),
    [2, name],
    ...Object.entries(tensors).map(
      ([key, tensor]) => [graphField.tensor, encodeTensor(tensor, key)] as const,
    ),
    ...inputs.map((port) => [11, encodePort(port)] as const),
    ...outputs.map((port) => [12, encodePort(port)] as const),
  ]);
}

function encodeNode({ operator, inputs, outputs, attributes = {} }: Node, index: number): Uint8Array {
  return message([
    ...inputs.map((name) => [1, name] as const),
    ...outputs.map((name) => [2, name] as const),
    [3, `${operator}_${index}`],
    [4, operator],
    ...Object.entries(attributes).map(([name, value]) => [5, encodeAttribute(name, value)] as const),
  ]);
}

/** Bytes of an attribute. Field 20 tells which of the others holds the value. */
function encodeAttribute(name: string, value: Attribute): Uint8Array {
  const of = (type: bigint, fields: Fields): Uint8Array => message([[1, name], ...fields, [20, type]]);
  if (typeof value === 'bigint') return of(2n, [[3, value]]);
  if (typeof value === 'string') return of(3n, [[4, value]]);
  if ('data' in value) return of(4n, [[5, encodeTensor(value)]]);
  if (typeof value[0] === 'string')
    return of(
      8n,
      (value as readonly string[]).map((one) => [9, one]),
    );
  return of(
    7n,
    (value as readonly bigint[]).map((one) => [8, one]),
  );
}

function encodeTensor({ shape, data }: Tensor, name?: string): Uint8Array {
  const type = data instanceof Float32Array ? 'float' : data instanceof Int32Array ? 'int32' : 'int64';
  return message([
    ...shape.map((extent) => [tensorField.shape, BigInt(extent)] as const),
    [tensorField.type, elementTypes[type]],
    ...(name === undefined ? [] : [[tensorField.name, name] as const]),
    [tensorField.bytes, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)],
  ]);
}

function encodePort({ name, type, shape, about }: Port): Uint8Array {
  const extents = shape.map((extent) =>
    message([typeof extent === 'number' ? [1, BigInt(extent)] : [2, extent]]),
  );
  const tensorType = message([
    [1, elementTypes[type]],
    [2, message(extents.map((extent) => [1, extent] as const))],
  ]);
  return message([
    [1, name],
    [2, message([[1, tensorType]])],
    [3, about],
  ]);
}
