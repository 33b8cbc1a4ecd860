/** Episodes of champions in a report: their data, bounded in size, their player, and the reasons where there are none. */
import { afterAll, describe, expect, it } from 'vitest';
import { stepperOf } from '../../src/engine/reference/stepper.ts';
import type { Best } from '../../src/report/champions.ts';
import type { ReportData } from '../../src/report/data.ts';
import { figuresOf } from '../../src/report/figures.ts';
import { filmOf } from '../../src/report/film-of.ts';
import { filmsOf } from '../../src/report/films.ts';
import { renderPage } from '../../src/report/html/page.ts';
import { limitsFor } from '../../src/report/limits.ts';
import { chartFiles } from '../../src/report/svg.ts';
import { playOne } from '../../src/tasks/play-episodes.ts';
import { closePlugins, openTask } from '../../src/tournament/plugins/plugin.ts';
import { defaultLimits, type TaskChoice } from '../../src/tournament/spec/tournament.ts';
import { examSet } from '../../src/tournament/trial/examine-episodes.ts';
import { recordTest } from '../../src/tournament/trial/record-test.ts';
import { findTask } from '../../tasks/index.ts';
import { poleGraph } from '../support/nets/made-graph.ts';
import { axeViolations } from '../support/report/axe.ts';
import { program, reader, readThrough } from '../support/report/in-chromium.ts';
import { contestant, task } from '../support/report/made-run.ts';
import { reportOf } from '../support/report/reports.ts';

const WALK = new URL('../fixtures/plugins/walk.ts', import.meta.url).href;
afterAll(closePlugins);

const limits = limitsFor({ tasks: 1, contestants: 2, seeds: 1 });
const poles = task('single-pole', { steps: 400 });
const record = (most: number) => recordTest(poles, { seed: 1 }, poleGraph(), { start: 1, most });

const episodeReport = (): Promise<ReportData> =>
  reportOf(
    { tasks: [poles], contestants: [contestant('neat'), contestant('genitor')], seeds: 1 },
    { validations: 3, champion: ({ contestant: { name } }) => (name === 'neat' ? poleGraph() : null) },
  );

describe('the film of an episode', () => {
  it('has a picture of every step of a short one, and how it ended', async () => {
    const recorded = await record(1000);
    const film = filmOf(recorded, limits);
    const steps = recorded.recording.pictures.length;
    expect(film).toMatchObject({ starts: 1, lost: true, recorded: steps, steps });
    expect(film.at).toEqual(Array.from({ length: steps }, (_, step) => step));
    expect(film.pictures).toHaveLength(steps);
    const set = examSet(poles, findTask('single-pole'), { seed: 1 }, 'test', 1);
    const { net, parameters } = poleGraph();
    const { loss } = playOne(findTask('single-pole'), stepperOf(net, parameters), set, 0);
    expect(film.loss).toBeCloseTo(loss, 5);
  });

  it('has as many pictures as are allowed, evenly spread, and fewer where they are large', async () => {
    const recorded = await record(1000);
    const few = filmOf(recorded, { frames: 4, film: 1e6 });
    const last = recorded.recording.pictures.length - 1;
    expect([few.at[0], few.at.at(-1), few.at.length]).toEqual([0, last, 4]);
    const small = filmOf(recorded, { frames: 8, film: 1000 });
    expect(small.at.length).toBeLessThan(8);
    expect(JSON.stringify(small).length).toBeLessThan(1500);
    expect((await record(3)).recording.pictures).toHaveLength(3);
    expect(filmOf(await record(3), limits)).toMatchObject({ recorded: 3 });
  });
});

describe('films of a report', () => {
  it('are one a contestant, with how they ended in words, beside the graphs', async () => {
    const data = await episodeReport();
    const { films = [], specimensLack } = data.tasks[0]!;
    expect(films.map(({ contestant: name }) => name)).toEqual(['neat', 'genitor']);
    expect(specimensLack).toContain('so each champion is shown in an episode of its own.');
    const [first, second] = figuresOf(data).filter(({ film }) => film !== undefined);
    expect(first!.shows).toMatch(/^Lost after \d+ actions, loss [\d.]+\. Start 1 of 1 of the test\.$/);
    expect([first!.reading === undefined, second!.reading === undefined]).toEqual([false, true]);
    const page = renderPage(data, { script: '', style: '' });
    expect(page).toContain('<div class="film" data-film="task-1-film-1">');
    expect(page).not.toContain('data-chart="task-1-film-1"');
    expect(chartFiles(data).map(({ name }) => name)).not.toContain('single-pole-an-episode-of-neat-seed-1');
  });

  const bestOf = (): Best[] => [
    { contestant: contestant('neat'), trial: { repetition: 1 } as never, ...walkNet() },
  ];
  const films = (choice: TaskChoice) =>
    filmsOf(choice, { seed: 1, limits: { ...defaultLimits, seconds: 5 } }, bestOf(), limits);

  it('are played by tasks from files in their own threads', async () => {
    const { films: made, specimensLack } = await films(await (await openTask(WALK)).choose());
    expect(specimensLack).toContain('an episode of its own');
    expect(made![0]).toMatchObject({ contestant: 'neat', start: 1, starts: 100 });
    expect(made![0]!.pictures[0]).toMatchObject({ text: 'kept 0' });
  });

  it.each([
    [
      'whose file is gone',
      { module: 'file:///nowhere/walk.ts' },
      {},
      'the file of the task is no longer where',
    ],
    ['whose file has changed', { facts: { fingerprint: 'f' } }, {}, 'the file of the task has changed since'],
    ['that throws', {}, { fault: 'act-throw' }, 'task walk: action 4 of episode 0: it broke'],
    ['that draws nothing valid', {}, { fault: 'picture-none' }, 'picture: gave undefined'],
  ])('are none of a task %s, and the report says why', async (_, change, options, why) => {
    const choice = await (await openTask(WALK)).choose(options);
    const { facts, ...rest } = change as { facts?: object };
    const { films: none, specimensLack } = await films({
      ...choice,
      ...rest,
      facts: { ...choice.facts, ...facts },
    });
    expect(none).toBeUndefined();
    expect(specimensLack).toContain(`None is shown: `);
    expect(specimensLack).toContain(why);
  });
});

/** A net of the graph of the pole on the two observations of the walk: its other inputs are cut. */
function walkNet() {
  const { net, parameters } = poleGraph();
  return { net: { ...net, inputs: 2, hidden: net.hidden + 2 }, parameters };
}

describe.skipIf(program === null)('a film in Chromium (skipped where there is none)', () => {
  const reports = reader();
  it.each([
    [390, 'dark'],
    [1280, 'light'],
  ] as const)('is drawn and played at %d pixels in %s colours', async (width, colorScheme) => {
    const path = reports.write('films.html', await episodeReport());
    const { page, wrong, close } = await reports.open(path, {
      viewport: { width, height: 900 },
      colorScheme,
    });
    await readThrough(page);
    const film = page.locator('#task-1-film-1');
    const ink = (): Promise<string> =>
      film.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const first = await ink();
    const steps = Number((await film.locator('output').textContent())!.split(' of ')[1]);
    expect(await film.locator('output').textContent()).toBe(`1 of ${steps}`);
    await film.locator('input').fill(String(steps - 1));
    expect(await film.locator('output').textContent()).toBe(`${steps} of ${steps}`);
    const last = await ink();
    expect(last).not.toBe(first);
    expect(await film.locator('.film-text').textContent()).toMatch(/^\d+: /);
    // From the end it begins anew.
    await film.getByRole('button', { name: 'Play' }).click();
    await film.getByRole('button', { name: 'Pause' }).waitFor();
    await expect.poll(() => film.locator('button').textContent(), { timeout: 20_000 }).toBe('Play');
    expect(await ink()).toBe(last);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await axeViolations(page, '#task-1-champions')).toEqual([]);
    const other = colorScheme === 'dark' ? 'Light' : 'Dark';
    await page.locator('.theme').getByRole('radio', { name: other }).check();
    await expect.poll(() => ink()).not.toBe(last);
    expect(wrong).toEqual([]);
    await close();
  });
});
