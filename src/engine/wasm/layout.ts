/**
 * Records by which TypeScript passes addresses to the kernels. Fields are 32 bits, in the order of the classes in
 * assembly/layout.ts, which explain each one.
 */

const planFields = [
  'cell',
  'hidden',
  'inputs',
  'outputs',
  'unit',
  'loss',
  'width',
  'productWidth',
  'lookup',
  'sequences',
  'tiles',
  'tileCount',
  'sums',
  'inputSums',
  'recurrentFrom',
  'carried',
  'stateRows',
  'sumRows',
  'keptRows',
  'outputRows',
  'parameters',
  'parameterCount',
  'inputWeights',
  'recurrentWeights',
  'bias',
  'outputWeights',
  'outputBias',
  'ownWeights',
  'ownCount',
  'packedForward',
  'packedInput',
  'packedRecurrent',
  'packedOutput',
  'packedBackward',
  'packedOutputBackward',
  'table',
  'answer',
  'states',
  'sumsScratch',
  'keptScratch',
  'losses',
  'answerSignal',
  'outerCopies',
  'recurrentTotals',
  'inputTotals',
  'outputTotals',
  'biasTotals',
  'outputBiasTotals',
  'ownTotals',
  'tableGradient',
  'squaredStateNorms',
  'omegaSums',
  'omegaCounts',
  'omegaForm',
] as const;

const tileFields = [
  'steps',
  'fullSteps',
  'inputs',
  'lengths',
  'answers',
  'answerCount',
  'losses',
  'outputs',
  'states',
  'kept',
  'signals',
  'carried',
  'errors',
  'factors',
  'carry',
  'adjoint',
] as const;

const curvatureFields = [
  'direction',
  'packedForward',
  'packedInput',
  'packedRecurrent',
  'packedOutput',
  'table',
  'packedThrough',
  'packedOutputThrough',
  'tangents',
  'tangentSums',
  'answer',
] as const;

const answerFields = ['step', 'weights', 'targets'] as const;

/** Layout of a kind of record. */
export interface RecordLayout<Field extends string> {
  readonly fields: readonly Field[];
  readonly bytes: number;
}

function layoutOf<Field extends string>(fields: readonly Field[]): RecordLayout<Field> {
  return { fields, bytes: 4 * fields.length };
}

export const planLayout = layoutOf(planFields);
export const tileLayout = layoutOf(tileFields);
export const curvatureLayout = layoutOf(curvatureFields);
export const answerLayout = layoutOf(answerFields);

export type PlanField = (typeof planFields)[number];
export type CurvatureField = (typeof curvatureFields)[number];
export type TileField = (typeof tileFields)[number];

/** Sets fields of the record that begins at the byte address `record`. */
export function setFields<Field extends string>(
  memory: DataView,
  layout: RecordLayout<Field>,
  record: number,
  values: Partial<Readonly<Record<Field, number>>>,
): void {
  for (const [index, field] of layout.fields.entries()) {
    const value = values[field];
    if (value !== undefined) memory.setUint32(record + 4 * index, value, true);
  }
}
