/** Verification of results: the test of a champion is computed once more, and must give the same numbers. */
import { oneLine } from '../../errors.ts';
import { toExactJson } from '../../formats/exact-json.ts';
import { isMet } from '../../tournament/spec/criterion.ts';
import type { TrialResult, TrialSpec } from '../../tournament/spec/tournament.ts';
import type { Retester, Tested } from '../../tournament/threads/retester.ts';

/** Devices whose numbers are the same on every machine, so that a test can be repeated on another one. */
const REPEATABLE: ReadonlySet<string> = new Set(['wasm']);

/** True for a result that a test here can confirm. */
export const isVerifiable = ({ device }: TrialSpec, { testError, champion }: TrialResult): boolean =>
  testError !== null && champion !== null && REPEATABLE.has(device);

/**
 * Fault of a result in one line; null where it is confirmed.
 * @param result one that `isVerifiable`
 */
export async function faultOf(
  trial: TrialSpec,
  result: TrialResult,
  retester: Pick<Retester, 'test'>,
): Promise<string | null> {
  const answer = await retester
    .test(trial, result.champion!)
    .catch((error: unknown) => ({ fault: oneLine(error) }));
  if ('fault' in answer) return `its champion cannot be tested here: ${answer.fault}`;
  return difference(trial, result, answer.tested);
}

function difference({ task }: TrialSpec, result: TrialResult, tested: Tested): string | null {
  const { error, loss, measures } = tested;
  if (!Object.is(result.testError, error))
    return `its champion's test has ${result.testError} wrong there, and ${error} here`;
  if (!Object.is(result.testLoss, loss))
    return `its champion's test has a loss of ${result.testLoss} there, and ${loss} here`;
  if (sorted(result.testMeasures) !== sorted(measures))
    return `its champion's test has other measures there than here`;
  if (result.solved !== isMet(task.facts.success, { error, measures }))
    return `it is said to be ${result.solved ? 'solved' : 'unsolved'}, and its champion's test says otherwise`;
  return null;
}

const sorted = (measures: Readonly<Record<string, number>>): string =>
  toExactJson(Object.entries(measures).sort(([a], [b]) => (a < b ? -1 : 1)));
