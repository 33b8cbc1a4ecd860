/**
 * Champion as an ONNX model: a graph that computes its net for any batch, the parameter blocks as initializers, the
 * sections in `metadata_props`. Reading takes weights and sections, never the graph.
 */
import { UserError } from '../errors.ts';
import type { Fail } from '../formats/strict-json.ts';
import type { Net } from '../nets/net.ts';
import type { TaskShape } from '../tasks/define-task.ts';
import { splitBlocks } from './assemble.ts';
import type { Champion, StoredBlock } from './champion.ts';
import { describeModel } from './onnx/describe.ts';
import { elmanGraph } from './onnx/elman-graph.ts';
import { gruGraph } from './onnx/gru-graph.ts';
import { lstmGraph } from './onnx/lstm-graph.ts';
import {
  elementTypes,
  encodeModel,
  type Graph,
  graphField,
  modelField,
  pairField,
  tensorField,
} from './onnx/messages.ts';
import { netGraph } from './onnx/net-graph.ts';
import { bytesOf, type Message, readMessage, textOf, unpacked, WireError } from './onnx/protobuf.ts';
import { reservoirGraph } from './onnx/reservoir-graph.ts';
import { readSections, requireFormat, writeSections } from './sections.ts';

/** Versions of the format and of the operators; both are of 2022 and read by every runtime since. */
const IR_VERSION = 8;
const OPSET = 17;

const PRODUCER = 'genoprop';

type GraphOf = (net: Net, shape: TaskShape, blocks: Readonly<Record<string, StoredBlock>>) => Graph;

/** Graphs by architecture. A new one is a file in onnx/ and one line here. */
const graphs: Readonly<Record<string, GraphOf>> = {
  elman: elmanGraph as GraphOf,
  lstm: lstmGraph as GraphOf,
  gru: gruGraph as GraphOf,
  reservoir: reservoirGraph as GraphOf,
  graph: netGraph as GraphOf,
};

/**
 * Graph of a net.
 * @throws UserError on an architecture that has no graph
 */
function graphFor({ architecture }: Net): GraphOf {
  if (Object.hasOwn(graphs, architecture)) return graphs[architecture]!;
  const known = Object.keys(graphs);
  throw new UserError(
    `a net ${architecture} cannot be written as ONNX, only ${known.slice(0, -1).join(', ')} and ${known.at(-1)}; export it as .safetensors or .json`,
  );
}

export function writeOnnx(champion: Champion): Uint8Array {
  const { about, net } = champion;
  const shape = about.task.shape as TaskShape;
  const graph: Graph = graphFor(net)(net, shape, Object.fromEntries(splitBlocks(champion)));
  return encodeModel({
    irVersion: IR_VERSION,
    opset: OPSET,
    producer: PRODUCER,
    producerVersion: about.provenance.genoprop,
    about: describeModel(champion, graph),
    graph,
    metadata: writeSections(champion),
  });
}

export function readOnnx(bytes: Uint8Array, fail: Fail): Champion {
  try {
    const model = readMessage(bytes);
    const producer = textOf(model, modelField.producer);
    if (producer !== PRODUCER) {
      const whose = producer === '' ? 'names no producer' : `is of ${JSON.stringify(producer.slice(0, 60))}`;
      return fail(
        `is no ONNX model that \`genoprop export\` wrote (it ${whose}), and only those can be read`,
      );
    }
    const metadata = pairs(model, fail);
    requireFormat(metadata.format, fail);
    return readSections(metadata, initializers(model, fail), fail);
  } catch (error) {
    if (error instanceof WireError) return fail(`is no valid ONNX model: it ${error.message}`);
    throw error;
  }
}

function pairs(model: Message, fail: Fail): Record<string, string> {
  const entries = bytesOf(model, modelField.metadata).map((bytes) => {
    const pair = readMessage(bytes);
    return [textOf(pair, pairField.key), textOf(pair, pairField.value)] as const;
  });
  const twice = firstTwice(entries.map(([key]) => key));
  if (twice !== undefined) fail(`metadata names ${JSON.stringify(twice)} twice`);
  return Object.fromEntries(entries);
}

function initializers(model: Message, fail: Fail): Map<string, StoredBlock> {
  const graphBytes = bytesOf(model, modelField.graph).at(-1);
  if (graphBytes === undefined) return fail('holds no graph');
  const entries = bytesOf(readMessage(graphBytes), graphField.tensor)
    .map((bytes) => readMessage(bytes))
    .map((tensor) => [textOf(tensor, tensorField.name), tensor] as const);
  const twice = firstTwice(entries.map(([name]) => name));
  if (twice !== undefined) fail(`tensor ${JSON.stringify(twice)} is there twice`);
  return new Map(entries.map(([name, tensor]) => [name, blockOf(name, tensor, fail)]));
}

function blockOf(name: string, tensor: Message, fail: Fail): StoredBlock {
  const called = `tensor ${JSON.stringify(name)}`;
  const type = tensor.get(tensorField.type)?.at(-1);
  if (type !== elementTypes.float) fail(`${called} must be of float32, which is data type 1, not ${type}`);
  const shape = extents(tensor, () => fail(`${called} has a shape that is none`));
  const bytes = bytesOf(tensor, tensorField.bytes).at(-1);
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (bytes?.length !== 4 * count) {
    return fail(
      `${called} must hold ${count} values as raw_data, ${4 * count} bytes, not ${bytes?.length ?? 0}`,
    );
  }
  return { shape, data: new Float32Array(new Uint8Array(bytes).buffer) };
}

/** Whole numbers of a field, each a field of its own or many packed in one, as other writers have it. */
function extents(tensor: Message, bad: () => never): number[] {
  return (tensor.get(tensorField.shape) ?? [])
    .flatMap((value) => (typeof value === 'bigint' ? [value] : unpacked(value)))
    .map((extent) => (extent <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(extent) : bad()));
}

const firstTwice = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) !== index);
