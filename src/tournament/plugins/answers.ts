/**
 * Validation of the answers of a plugin's host thread, as untrusted input: form, sizes, ranges. The result is a copy,
 * of plain data that no thread shares.
 */
import * as z from 'zod';
import { UserError } from '../../errors.ts';
import { jsonValueOf } from '../../options/json-value.ts';
import type { Outcome } from '../../tasks/checks/outcome.ts';
import type { HostAnswer } from './protocol.ts';
import { batchOf } from './received-batch.ts';
import { recordingOf } from './received-recording.ts';
import { rolloutFrom } from './received-rollout.ts';
import type { PluginServices } from './services.ts';

/** Most characters of a text: of a message, a summary, a label. */
const MOST_TEXT = 10_000;
const MOST_ENTRIES = 10_000;
const MOST_EPISODES = 10_000_000;

const text = z.string().max(MOST_TEXT);
const hash = z.string().regex(/^[0-9a-f]{32}$/);
const share = z.number().min(0).max(1);
const count = z.int().min(1);
const json = z.unknown().transform((value) => jsonValueOf(value, MOST_TEXT));

const option = z.object({
  name: text,
  type: z.enum(['number', 'integer', 'boolean', 'choice', 'text']),
  default: json,
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  above: z.number().optional(),
  below: z.number().optional(),
  choices: z
    .array(z.union([text, z.number()]))
    .max(MOST_ENTRIES)
    .optional(),
  nullable: z.literal(true).optional(),
  meaning: text,
});

const names = z.array(text).max(MOST_ENTRIES).optional();

const places = z.array(z.array(z.number().min(-1).max(1)).min(2).max(3)).max(MOST_ENTRIES);

const shape = z.object({
  inputs: z.object({ kind: z.enum(['symbols', 'dense']), size: count }),
  outputs: count,
  loss: z.enum(['softmax', 'squared', 'bernoulli']),
  scored: z.enum(['last', 'masked']),
  reduction: z.enum(['mean', 'sum']).optional(),
  continues: z.boolean().optional(),
  streams: count.optional(),
  epochs: z.boolean().optional(),
  feedback: z.object({ washout: count }).optional(),
  episode: z.object({ reads: z.enum(['linear', 'logistic', 'tanh', 'softmax']), steps: count }).optional(),
  places: z.object({ inputs: places, outputs: places, hidden: places.optional() }).optional(),
  inputNames: names,
  outputNames: names,
});

const byShare = z.object({ error: z.number().positive().max(1) });
const byMeasure = z.object({
  measure: text,
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  unit: text.optional(),
  of: z.literal('loss').optional(),
  alone: z.literal(true).optional(),
  gate: z.literal(true).optional(),
});
const byLoss = z.object({ loss: z.number() });
const sequences = { sequences: count };
const exhaustive = { ...sequences, validation: count.optional(), exhaustive: z.boolean() };
const units = z.record(text, text).optional();
/** Schema of measures. Measures of an answer that is not finite need not be finite either. */
const anyNumber = z.custom<number>((value) => typeof value === 'number');
const numbers = z.record(text, anyNumber);

const settled = z.object({
  name: text,
  label: text,
  options: z.record(text, json),
  facts: z.object({
    shape,
    success: z.union([byShare.extend(exhaustive), byMeasure.extend(exhaustive)]),
    chance: z.object({ loss: z.number().min(0).optional(), error: share.optional() }),
    units,
    preprocessing: json.optional(),
  }),
});

const part = z.object({ sequences: z.int().min(0), inTraining: z.int().min(0) });
const overlap = z.object({ training: z.int().min(0), validation: part, test: part });

const batch = z.unknown().transform(batchOf);

const played = z.object({
  loss: anyNumber,
  wrong: z.boolean(),
  macs: z.int().min(0),
  measures: numbers.optional(),
  decides: z.literal(true).optional(),
});

/** All statuses, since the compiler requires each. */
const STATUSES: { readonly [Status in Outcome['status']]: Status } = {
  passed: 'passed',
  failed: 'failed',
  warned: 'warned',
  noted: 'noted',
};

/** Schemas of the answers, by service. */
const ANSWERS: { readonly [Name in keyof PluginServices]: z.ZodType<unknown> } = {
  describe: z.object({
    name: text,
    summary: text,
    source: text,
    files: text.optional(),
    options: z.array(option).max(1000),
  }),
  settle: settled,
  sample: z.object({
    steps: z.number().min(1).nullable(),
    fingerprint: hash.nullable(),
    played: hash.optional(),
    overlap: overlap.optional(),
    versions: z.record(text, text).optional(),
  }),
  check: z.object({ status: z.enum(STATUSES), text }),
  few: z.undefined(),
  digest: hash,
  profile: z.object({
    judges: z.boolean(),
    isEpisode: z.boolean(),
    success: z
      .union([byShare.extend(sequences), byMeasure.extend(sequences), byLoss.extend(sequences)])
      .optional(),
    score: z.object({ name: text, unit: text.optional() }).optional(),
    units,
    exhaustive: z.boolean().optional(),
  }),
  shape,
  cases: count.optional(),
  draw: z.array(batch).min(1).max(MOST_ENTRIES),
  evaluationSet: z.object({ sequences: count, chunks: count }),
  evaluationChunk: batch,
  judge: z.object({ wrong: z.int().min(0), measures: numbers, squares: numbers }),
  goal: z.object({
    success: z.union([byShare.extend(sequences), byMeasure.extend(sequences), byLoss.extend(sequences)]),
    exhaustive: z.boolean(),
    gate: z.boolean(),
  }),
  play: z.array(played).min(1).max(MOST_EPISODES),
  rollouts: z.array(z.unknown().transform(rolloutFrom)).min(1).max(MOST_EPISODES),
  record: z.object({ recording: z.unknown().transform(recordingOf), outcome: played }),
  floors: z
    .array(
      z.object({
        agent: text,
        loss: z.number(),
        error: share,
        measures: z.record(text, z.number()),
        episodes: count,
      }),
    )
    .max(MOST_ENTRIES),
  end: z.undefined(),
};

type Answer<Name extends keyof PluginServices> = Awaited<ReturnType<PluginServices[Name]>>;

/** Error for a message that is no answer of that service to that question. */
export class NoAnswer extends UserError {}

/**
 * Validates an answer.
 * @param where beginning of messages
 * @throws UserError with the plugin's own error, NoAnswer where the message is none
 */
export function answerOf<Name extends keyof PluginServices>(
  service: Name,
  id: number,
  message: unknown,
  where: string,
): Answer<Name> {
  const answer = formOf(message);
  if (answer === null || answer.id !== id) {
    throw new NoAnswer(`${where}: its thread sent a message that nothing had asked for`);
  }
  if ('error' in answer) throw new UserError(answer.error.slice(0, MOST_TEXT));
  try {
    return ANSWERS[service].parse(answer.value) as Answer<Name>;
  } catch {
    throw new NoAnswer(`${where}: its thread's answer to '${service}' has not the form of one`);
  }
}

function formOf(message: unknown): HostAnswer | null {
  if (typeof message !== 'object' || message === null || !('id' in message)) return null;
  const { id } = message;
  if (typeof id !== 'number') return null;
  if ('error' in message) return typeof message.error === 'string' ? { id, error: message.error } : null;
  return 'value' in message ? { id, value: message.value } : null;
}
