/** `genoprop tune --dry-run`: prints the spaces, the rounds, and an estimate of their duration and memory. */
import type { Space } from '../../options/space.ts';
import { conditionText, dimensionText } from '../../options/space-values.ts';
import { optionText } from '../../options/written.ts';
import { headerLines } from '../../session/header-lines.ts';
import { surfaceBeside, writeJson } from '../../session/json-result.ts';
import { linesText } from '../../session/listing.ts';
import type { SessionParts } from '../../session/session-parts.ts';
import { paint, type Surface, type Terminal } from '../../session/terminal.ts';
import { noEarlierSession } from '../../tournament/earlier-session.ts';
import { bytesAtOnce, bytesText } from '../../tournament/forecast/heavy.ts';
import type { Contestant, TournamentSpec } from '../../tournament/spec/tournament.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';
import type { Tuning, TuningSearch } from '../../tournament/spec/tuning.ts';
import { totalShare } from '../../tournament/tuning/halving.ts';
import { quantity } from '../../words/numbers.ts';
import { table } from '../../words/table.ts';
import { counted, wrap } from '../../words/text.ts';
import { duration } from '../../words/time.ts';
import { estimatePlan } from '../tournament/estimate-plan.ts';
import type { PlannedScript } from '../tournament/plan-script.ts';
import type { TuneFlags } from './flags.ts';

/** Prints the plan of the tuning. Returns the exit code. */
export async function dryRunTune(
  { spec, title, file, deviceLine }: PlannedScript,
  flags: TuneFlags,
  terminal: Terminal,
  parts: Pick<SessionParts, 'play' | 'now'>,
): Promise<number> {
  const { workers } = flags;
  const surface = surfaceBeside(flags.json, terminal);
  const tuning = spec.tuning!;
  const announced = { title: `genoprop tune: ${title} (dry run)`, spec, past: noEarlierSession, deviceLine };
  surface.write(linesText(headerLines({ ...announced, workers }, surface)));
  surface.write(linesText([...spaceLines(spec, surface), ...roundLines(tuning, surface)]));
  const whole = { ...spec, contestants: spec.contestants.map(({ budgetShare: _, ...one }) => one) };
  const { secondsAtMost } = await estimatePlan(whole, trialsOf(whole), flags, parts);
  const share = totalShare(tuning.rounds) / tuning.rounds[0]!.candidates;
  const seconds = secondsAtMost === null ? null : secondsAtMost * share;
  const bytes = bytesAtOnce(spec, workers);
  surface.write(linesText(sumLines(spec, { seconds, bytes, workers }, surface)));
  writeJson(flags.json, terminal, () => ({
    format: 'genoprop.tuning-plan/1',
    file,
    name: title,
    spec,
    trials: trialsOf(spec).length,
    macsOfEach: macsOfEach(spec),
    estimate: { workers, secondsAtMost: seconds, bytes },
  }));
  return 0;
}

function spaceLines(spec: TournamentSpec, { columns, colours }: Surface): string[] {
  const { faint, strong } = paint(colours);
  const byName = new Map(spec.contestants.map((one) => [one.name, one]));
  return spec.tuning!.searches.flatMap((search: TuningSearch) => {
    const rows = settingRows(search.space, byName.get(search.candidates[0]!)!);
    const [head, ...lines] = table([['setting', 'as written', 'tried'], ...rows], ['left', 'left', 'left']);
    return [
      strong(search.contestant),
      faint(`  ${head}`),
      ...lines.flatMap((line) => wrapped(line, columns)),
      '',
    ];
  });
}

// The columns stay as they are; a long list of values goes on below.
function wrapped(line: string, columns: number): string[] {
  if (line.length + 3 < columns) return [`  ${line}`];
  const cut = line.lastIndexOf(' ', columns - 4);
  return [`  ${line.slice(0, cut)}`, ...wrap(line.slice(cut), columns - 1, '      ')];
}

function settingRows(space: Space, { settings, netOptions }: Contestant): string[][] {
  const values: Readonly<Record<string, unknown>> = { ...settings, ...netOptions };
  return Object.entries(space).map(([name, dimension]) => [
    name,
    optionText(values[name]),
    dimensionText(dimension) +
      (dimension.when === undefined ? '' : ` (with ${conditionText(dimension.when)})`),
  ]);
}

function roundLines({ rounds, sampler }: Tuning, { columns }: Surface): string[] {
  const played = rounds.map(({ candidates, share }) => {
    const budget = share === 1 ? 'the whole budget' : `${Math.round(100 * share)} % of it`;
    return `${counted(candidates, 'setting')} with ${budget}`;
  });
  return wrap(`${sampler}: of each contestant ${played.join(', then ')}`, columns - 1);
}

/** Multiply-accumulates of each contestant's trials, at most; null where the budget has no limit in them. */
export function macsOfEach({ tasks, budget, seeds, tuning }: TournamentSpec): number | null {
  const limits = tasks.map((task) => (task.budget ?? budget).macs);
  if (limits.some((macs) => macs === undefined)) return null;
  return seeds * totalShare(tuning!.rounds) * limits.reduce((sum: number, macs) => sum + macs!, 0);
}

function sumLines(
  spec: TournamentSpec,
  { seconds, bytes, workers }: { seconds: number | null; bytes: number; workers: number },
  surface: Surface,
): string[] {
  const { searches, afterwards: then } = spec.tuning!;
  const macs = macsOfEach(spec);
  const each = searches.length === 1 ? '' : ' for each contestant, the same for all';
  const sentences = [
    `${counted(trialsOf(spec).length, 'trial')}${macs === null ? '' : `, budgets of ${quantity(macs, 'MAC')} in all${each}`}.`,
    seconds === null
      ? 'How long they take is not known.'
      : `At most about ${duration(seconds)} on ${counted(workers, 'worker')}, if none is solved before its budget.`,
    ...(bytes === 0 ? [] : [`Some ${bytesText(bytes)} of memory at a time.`]),
    then === undefined || then.seeds === 0
      ? 'No tournament follows.'
      : `Then a tournament on ${counted(then.seeds, 'fresh seed')}.`,
    'Nothing was played.',
  ];
  return wrap(sentences.join(' '), surface.columns - 1);
}
