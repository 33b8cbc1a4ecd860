/** Prelude of all kernels: records, look-ups in packed batches, detection of NaN and infinity. */

import type { KernelShape } from './kernel.ts';

/** Words of a job record, a lane's settings and so on, as the host writes them; in the order of the structs below. */
export const jobFields = [
  /** Index of the first slot's assignment. */
  'assignments',
  /** Range of sequences; the batches' other sequences are other jobs'. */
  'sequenceFirst',
  'sequences',
  /** Capacity of a slot in rows, answers, sequences and steps. */
  'rowCapacity',
  'answerCapacity',
  'batchCapacity',
  'stepCapacity',
  /** Capacity of a slot in splits, of sums over rows and over answers. */
  'splitCapacity',
  'answerSplitCapacity',
  /** Flag: 1 where the sums over the jobs of a batch begin here. */
  'fresh',
  /** Bits of a NaN, which a shader's text must not have. */
  'nan',
] as const;

export const recordFields = [
  'steps',
  'sequences',
  'answers',
  'lengthsAt',
  'inputsAt',
  'answersAt',
  'answerStartsAt',
  'targetsAt',
  'weightsAt',
] as const;

/** Numbers of a row of states or signals: whole vectors of four. */
export const rowLength = (hidden: number): number => 4 * Math.ceil(hidden / 4);

/** Code of the net's sizes as constants, records, and access to the batch of an assignment. */
export function prelude(shape: KernelShape): string {
  const { inputs, hidden, outputs, offsets } = shape;
  return /* wgsl */ `
const I = ${inputs}u;
const H = ${hidden}u;
const O = ${outputs}u;
/// Length of a row of states or signals: whole vectors of four, 0 beyond H.
const S = ${rowLength(hidden)}u;
/// Where the blocks of a parameter vector begin, and its length.
const W_IN = ${offsets.W_in}u;
const W_REC = ${offsets.W_rec}u;
const W_REC_SIZE = ${(shape.gates?.recurrentGroups ?? 1) * hidden * hidden}u;
const BIAS = ${offsets.b}u;
const W_OUT = ${offsets.W_out}u;
const OUT_BIAS = ${offsets.b_out}u;
const P = ${offsets.parameters}u;

/// What one dispatch works on: a range of sequences of the batches of some assignments.
struct Job {
${jobFields.map((field) => `  ${field}: u32,`).join('\n')}
}

/// A lane, the batch that it works on, whether its state norms are wanted, the factors of the update's η and α, and
/// those of the rule's moments.
struct Assignment {
  record: u32,
  lane: u32,
  watched: u32,
  rateFactor: f32,
  alphaFactor: f32,
  first: f32,
  second: f32,
}

/// E; the sum of Ω's terms, and how many there are.
struct Tally {
  loss: f32,
  omega: f32,
  valid: u32,
}

/// θ descends at this rate; threshold 0: no clipping; form: 0 squared, 1 norm; fault: see LogEntry; rescue: 1 where an
/// update that is not finite is rescued; then the numbers of the update rule.
struct Lane {
  rate: f32,
  threshold: f32,
  alpha: f32,
  form: u32,
  fault: u32,
  rescue: u32,
  firstDecay: f32,
  firstGain: f32,
  secondDecay: f32,
  secondGain: f32,
  epsilon: f32,
  weightDecay: f32,
}

/// Of an update; the norm is scale times ratio, which may be beyond float32. Fault: 0 none, 1 loss, 2 norm, 3 parameters, 4
/// moments, 5 the lane had failed before.
struct LogEntry {
  loss: f32,
  scale: f32,
  ratio: f32,
  omega: f32,
  fault: u32,
}

@group(0) @binding(0) var<uniform> job: Job;

fn isNan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
fn isFinite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }
/// 2⁻⁸⁰. Where a square is beyond float32 it is kept of what is shrunk by this, and with a minus: see omega.ts.
const SHRINK = 8.271806125530277e-25;
fn nan() -> f32 { return bitcast<f32>(job.nan); }
`;
}

/** Code of the access to the batch of an assignment, for kernels that read `data`. */
export function batchAccess({ symbolBits }: KernelShape): string {
  const symbol =
    symbolBits === 8
      ? '(data[at + (row >> 2u)] >> (8u * (row & 3u))) & 255u'
      : symbolBits === 32
        ? 'data[at + row]'
        : '0u';
  return /* wgsl */ `
struct Record {
${recordFields.map((field) => `  ${field}: u32,`).join('\n')}
}

fn recordAt(at: u32) -> Record {
  return Record(${recordFields.map((_, index) => `data[at + ${index}u]`).join(', ')});
}

/// The symbol of row = sequence · steps + step.
fn symbolAt(at: u32, row: u32) -> u32 { return ${symbol}; }
fn floatAt(at: u32) -> f32 { return bitcast<f32>(data[at]); }
`;
}
