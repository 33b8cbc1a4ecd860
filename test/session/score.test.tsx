/**
 * Tasks that only tests have, judged by a score of their own: nats, of which less is better, by the loss; and metres, of
 * which more is better, by a judge that calls nothing right or wrong. Both are played, and everything that shows them
 * names score and unit.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShowFlags } from '../../src/cli/show/flags.ts';
import { showRun } from '../../src/cli/show/run.ts';
import { light } from '../../src/report/charts/theme.ts';
import { firstView } from '../../src/report/charts/view.ts';
import { curvesCsv } from '../../src/report/client/csv.ts';
import { collectReport } from '../../src/report/collect.ts';
import { figuresOf } from '../../src/report/figures.ts';
import { renderPage } from '../../src/report/html/page.ts';
import { headerLines } from '../../src/session/header-lines.ts';
import { outcome } from '../../src/session/log-view.ts';
import { createRun, openRun } from '../../src/store/run-file.ts';
import { noEarlierSession } from '../../src/tournament/earlier-session.ts';
import { endFault } from '../../src/tournament/spec/to-the-end.ts';
import type { TournamentEvent, TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { about } from '../support/store/example-run.ts';
import { playTournament, smallContestant, toySpec, toyTask } from '../support/tournament/toys.ts';
import { frameOf } from '../support/ui/frames.tsx';
import { shownAfter } from '../support/ui/scenes.ts';

const kinds = [
  { name: 'nats', score: 'nll', unit: 'nats a frame', level: /at most 0\.55 nats a frame/ },
  { name: 'metres', score: 'distance', unit: 'metres', level: /at least 6 metres/ },
] as const;

const folder = mkdtempSync(join(tmpdir(), 'genoprop-score-'));
afterAll(() => rmSync(folder, { recursive: true }));

const surface = { columns: 160, colours: false } as Parameters<typeof headerLines>[1];

describe.each(kinds)('a task that is judged by $score alone', ({ name, score, unit, level }) => {
  const path = join(folder, `${name}.sqlite`);
  let spec: TournamentSpec;
  let events: readonly TournamentEvent[];
  beforeAll(async () => {
    const contestants = [smallContestant('msgd'), smallContestant('random')];
    spec = toySpec(contestants, { macs: 3e6 }, { tasks: [toyTask(name)], seeds: 2 });
    ({ events } = await playTournament(spec, { workers: 1 }));
    const run = createRun(path, spec, { ...about, commandLine: ['tournament', 'score.yaml'] });
    for (const event of events) run.record(event);
    run.close();
  }, 120_000);

  const ends = () => events.flatMap((event) => (event.type === 'finished' ? [event.result] : []));

  it('is validated, chosen and tested by it', () => {
    const solved = ends().filter((result) => result.solved);
    expect(solved.length).toBeGreaterThan(0);
    for (const { stop, testMeasures, testLoss } of solved) {
      if (stop.reason === 'solved') {
        expect(stop.detail).toMatch(
          new RegExp(`^mean ${score} [\\d.]+ ${unit} over 300 validation sequences$`),
        );
      }
      if (name === 'nats') expect(testMeasures[score]).toBeCloseTo(testLoss!, 5);
      if (name === 'nats') expect(testMeasures[score]).toBeLessThanOrEqual(0.55);
      else expect(testMeasures[score]).toBeGreaterThanOrEqual(6);
    }
    for (const event of events) {
      if (event.type !== 'checkpoint') continue;
      const { validationMeasures, validationScore } = event.checkpoint;
      expect(validationMeasures![score]).toBe(name === 'nats' ? validationScore : -validationScore!);
    }
  });

  const texts: readonly (readonly [string, () => string])[] = [
    ['the header', () => header(spec)],
    [
      'the log',
      () =>
        ends()
          .map((result) => outcome(result, spec.tasks[0]!.facts.success))
          .join('\n'),
    ],
    ['show', () => shown(path, {})],
    ['show --trial', () => shown(path, { trial: `${name}/msgd/1` })],
    ['show --methods', () => shown(path, { methods: true })],
    ['show --latex', () => shown(path, { latex: true })],
    ['the race', () => screen(spec, events, 'race')],
    ['the curves', () => screen(spec, events, 'curves')],
  ];
  it.each(texts)('has its name and never a share wrong in %s', (where, text) => {
    const seen = text().replaceAll(/\s+/g, ' ');
    expect(seen).toContain(score);
    expect(seen).not.toMatch(/wrong|test error/i);
    if (['the header', 'the log', 'show --methods', 'the curves'].includes(where))
      expect(seen).toContain(unit);
    if (where === 'the header') expect(seen).toMatch(level);
    // A loss that is the score stands under its name alone.
    if (where === 'show --trial' && name === 'nats') expect(seen).not.toMatch(/\bloss\b/);
  });

  it('has columns of its own in CSV and JSON, beside those that every task has', () => {
    const csv = shown(path, { csv: true }).split('\n')[0]!;
    expect(csv).toContain('test_error');
    expect(csv).toContain(`measure.${score}`);
    const json = JSON.parse(shown(path, { json: true }));
    expect(JSON.stringify(json)).toContain(`"measure":"${score}"`);
  });

  it('is reported by it', async () => {
    const run = openRun(path, { readOnly: true });
    const data = await collectReport(run, { made: '2026-11-24T10:00:00.000Z', genoprop: '9.9.9' });
    run.close();
    const page = renderPage(data, { script: '', style: '' });
    const text = page.replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '').replace(/<[^>]+>/g, ' ');
    expect(text).toContain(`${score} (${unit})`);
    expect(text).toMatch(level);
    expect(text).not.toMatch(/wrong|error over cost|test error/i);
    expect(curvesCsv(data).split('\n')[0]).toContain(`measure.${score}`);
    const drawn = figuresOf(data).map((figure) => JSON.stringify(figure.draw(firstView, light)));
    expect(drawn.filter((one) => /sequences wrong/.test(one))).toEqual([]);
    expect(drawn.some((one) => one.includes(`${score} (${unit})`))).toBe(true);
    const titles = figuresOf(data).map(({ title }) => title);
    expect(titles.filter((title) => title === `${score} over cost`)).toHaveLength(1);
    expect(titles.includes('Loss over cost')).toBe(name !== 'nats');
    expect(text.includes('Test loss')).toBe(name !== 'nats');
  });

  it('cannot be trained on until a share of it is right', () => {
    expect(endFault({ until: 0.001 }, spec.tasks)).toBe(
      `is a share of wrong sequences, and ${name} is judged by ${score}`,
    );
  });
});

function header(spec: TournamentSpec): string {
  const announced = { title: 'a test', spec, past: noEarlierSession, deviceLine: 'reference', workers: 1 };
  return headerLines(announced, surface).join('\n');
}

function shown(path: string, flags: ShowFlags): string {
  const terminal = recordingTerminal({ columns: 160 });
  showRun(path, flags, terminal);
  return terminal.written.out;
}

function screen(spec: TournamentSpec, events: readonly TournamentEvent[], panel: 'race' | 'curves'): string {
  return frameOf(shownAfter(spec, events), { width: 160, height: 50 }, { panel }).join('\n');
}
