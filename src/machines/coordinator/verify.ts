/** Verification of results: the test of a champion is computed once more, and must give the same numbers. */
import { oneLine } from '../../errors.ts';
import { toExactJson } from '../../formats/exact-json.ts';
import { isMet } from '../../tournament/spec/criterion.ts';
import type { TrialResult, TrialSpec } from '../../tournament/spec/tournament.ts';
import type { Tested } from '../../tournament/threads/retester.ts';
import { endOf, newestSnapshot, type TrialLog } from '../wire/trial-log.ts';
import type { Tester } from './tester.ts';

/** Devices whose numbers are the same on every machine, so that a test can be repeated on another one. */
const REPEATABLE: ReadonlySet<string> = new Set(['wasm']);

/** True for a result that a test here can confirm. */
export const isVerifiable = ({ device }: TrialSpec, { testError, champion }: TrialResult): boolean =>
  testError !== null && champion !== null && REPEATABLE.has(device);

/**
 * Fault of a result in one line; null where it is confirmed.
 * @param log whose result `isVerifiable`
 */
export async function faultOf(
  trial: TrialSpec,
  log: Pick<TrialLog, 'from' | 'events'>,
  tester: Pick<Tester, 'test'>,
): Promise<string | null> {
  const { result } = endOf(log)!;
  const answer = await tester
    .test(trial, result.champion!, newestSnapshot(log))
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
