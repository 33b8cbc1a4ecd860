/**
 * `npm run reproduce -- NAME`: runs a reproduction on all cores, says whether its claim holds, and writes
 * the table into bench/RESULTS.md. Without a name it lists them. Exit code 1 when a claim does not hold.
 */
import { availableParallelism } from 'node:os';
import { unknownName } from '../src/options/nearest.ts';
import { runTournament } from '../src/tournament/run-tournament.ts';
import type { TrialResult } from '../src/tournament/tournament.ts';
import { quantile } from './measure.ts';
import { genitor20 } from './reproductions/genitor-20.ts';
import { msgdCr50 } from './reproductions/msgd-cr-50.ts';
import type { Reproduction } from './reproductions/reproduction.ts';
import { table, writeSection } from './results.ts';

const reproductions: readonly Reproduction[] = [genitor20, msgdCr50];

const median = (values: readonly number[]): number =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
const share = (value: number): string => `${(100 * value).toPrecision(3)} %`;
const count = (value: number): string => (value >= 1e7 ? value.toExponential(2) : String(Math.round(value)));

/** One row a contestant, over its trials. */
function summaryRow(name: string, trials: readonly TrialResult[]): string[] {
  const solving = trials.flatMap((trial) => (trial.costToSolve ? [trial.costToSolve] : []));
  const steps = solving.map((cost) => cost.updates || cost.evaluations);
  const errors = trials.flatMap((trial) => (trial.testError === null ? [] : [trial.testError]));
  const stops = new Map<string, number>();
  for (const { stop } of trials) stops.set(stop.reason, (stops.get(stop.reason) ?? 0) + 1);
  return [
    name,
    `${trials.filter((trial) => trial.solved).length} of ${trials.length}`,
    solving.length > 0
      ? `${count(median(steps))} (${count(Math.min(...steps))} to ${count(Math.max(...steps))})`
      : 'none',
    solving.length > 0 ? count(median(solving.map((cost) => cost.macs))) : 'none',
    errors.length > 0
      ? `${share(median(errors))} (${share(Math.min(...errors))} to ${share(Math.max(...errors))})`
      : 'none',
    median(trials.map((trial) => trial.cost.seconds)).toFixed(1),
    [...stops].map(([reason, times]) => `${times} ${reason}`).join(', '),
  ];
}

async function reproduce(reproduction: Reproduction): Promise<boolean> {
  console.log(reproduction.claim);
  const workers = availableParallelism();
  const results = new Map<string, TrialResult[]>(reproduction.spec.contestants.map(({ name }) => [name, []]));
  for await (const event of runTournament(reproduction.spec, { workers })) {
    if (event.type !== 'finished') continue;
    const { result } = event;
    const contestant = result.id.split('/')[1]!;
    results.get(contestant)!.push(result);
    const error = result.testError === null ? 'not tested' : `${share(result.testError)} wrong`;
    console.log(
      `${result.id}: ${result.solved ? 'solved' : 'not solved'}, ${error}, ${result.stop.reason} ${result.stop.detail}, ${result.cost.updates} updates, ${result.cost.evaluations} evaluations, ${result.cost.seconds.toFixed(1)} s`,
    );
  }
  const holds = reproduction.holds(results);
  const head = [
    'contestant',
    'solved',
    'updates or evaluations to solve: median (range)',
    'MACs to solve',
    'test error: median (range)',
    'seconds a trial',
    'ended by',
  ];
  const body = [
    reproduction.claim,
    '',
    `Seeds ${reproduction.spec.seeds}, tournament seed ${reproduction.spec.seed}, ${workers} workers. The claim **${holds ? 'holds' : 'does not hold'}**.`,
    '',
    table(
      head,
      [...results].map(([name, trials]) => summaryRow(name, trials)),
    ),
  ].join('\n');
  console.log(
    `${body}\nwritten to ${writeSection(reproduction.title, `npm run reproduce -- ${reproduction.name}`, body)}`,
  );
  return holds;
}

const names = process.argv.slice(2);
if (names.length === 0) {
  console.log('npm run reproduce -- NAME, where NAME is one of');
  for (const { name, claim } of reproductions) console.log(`  ${name}: ${claim}`);
}
for (const name of names) {
  const reproduction = reproductions.find((one) => one.name === name);
  if (reproduction === undefined) {
    console.error(
      unknownName(
        'reproduction',
        name,
        reproductions.map((one) => one.name),
      ).message,
    );
    process.exitCode = 2;
  } else if (!(await reproduce(reproduction))) {
    process.exitCode = 1;
  }
}
