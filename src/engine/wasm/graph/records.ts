/** Record by which TypeScript passes a graph net and its batch to the kernels, as assembly/graph.ts has it. */
const fields = [
  'width',
  'nodes',
  'inputs',
  'outputs',
  'unit',
  'loss',
  'passes',
  'lookup',
  'sequences',
  'tiles',
  'tileCount',
  'rows',
  'links',
  'states',
  'answer',
  'losses',
] as const;

export type GraphField = (typeof fields)[number];

export const graphLayout = { fields, bytes: 4 * fields.length };

/** Bytes of a row: bias, beginning, end of the links from inputs, end. */
export const ROW_BYTES = 16;
/** Bytes of a link: offset and weight. */
export const LINK_BYTES = 8;
