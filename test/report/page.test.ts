import { beforeAll, describe, expect, it } from 'vitest';
import { trialsCsv } from '../../src/report/client/csv.ts';
import type { ReportData } from '../../src/report/data.ts';
import { figuresOf } from '../../src/report/figures.ts';
import { renderPage } from '../../src/report/html/page.ts';
import { lengthText } from '../../src/tournament/spec/length-text.ts';
import { parseCsv } from '../support/cli/parse-csv.ts';
import { contestant, task } from '../support/report/made-run.ts';
import { reportOf } from '../support/report/reports.ts';

const assets = { script: '/* the script */ "</script>"', style: '/* the style */' };

const textOf = (page: string): string =>
  page
    .replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the page of a report', () => {
  let data: ReportData;
  let page: string;
  beforeAll(async () => {
    data = await reportOf();
    page = renderPage(data, assets);
  });

  it('holds its data, from which it can be read back', () => {
    const [, json] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)!;
    expect(JSON.parse(json!)).toEqual(JSON.parse(JSON.stringify(data)));
  });

  it('reaches for nothing outside itself, and forbids it', () => {
    expect(page.replace(/https:\/\/[^\s"]*(?=[^<]*-->)/g, '')).not.toMatch(/(src|href)="(?!#|data:)/);
    expect(page).toContain(`content="default-src 'none';`);
  });

  it('is not ended early by its own script', () => {
    expect(page.match(/<\/script/g)).toHaveLength(2);
  });

  it('has a place for every figure, with a title, a caption and room for what is drawn', () => {
    const figures = figuresOf(data);
    expect(figures.length).toBeGreaterThan(12);
    expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length);
    for (const { id, title } of figures) {
      expect(page).toMatch(new RegExp(`data-chart="${id}" style="height:[1-9]\\d+px"`));
      expect(textOf(page)).toContain(title.replace('Ω', 'Ω'));
    }
  });

  it('names each id once, and every link of its contents leads somewhere', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
    const targets = [...page.matchAll(/ (?:href="#|for="|aria-labelledby="|aria-describedby=")([^"]+)"/g)];
    expect(targets.map(([, id]) => id!).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('says how to repeat the run, on which machine it ran, and every setting', () => {
    const text = textOf(page);
    expect(text).toContain('npx genoprop duel temporal-order');
    expect(text).toContain('a machine');
    expect(text).toContain(process.version);
    for (const { settings, netOptions } of data.spec.contestants) {
      for (const name of [...Object.keys(settings), ...Object.keys(netOptions)]) expect(text).toContain(name);
    }
  });

  it('has the paragraph on methods for a paper, to be copied', () => {
    expect(data.methods).toContain('Mann-Whitney tests');
    expect(textOf(page)).toContain('on the task temporal-order: genitor (genitor, elman');
    expect(page).toMatch(
      /<p id="methods-text">[^<]+<\/p><button type="button" class="copy" data-copy="methods-text"/,
    );
  });

  it('says which repetitions were played, and when trials end that train on after they are solved', async () => {
    const ranges = { seeds: 2, repetitions: [11, 12], toTheEnd: { until: null } };
    const text = textOf(renderPage(await reportOf(ranges), assets));
    expect(text).toContain(`Seed ${data.spec.seed}, repetitions 11-12, device`);
    expect(text).toContain('trials train on after they are solved, to their budget');
  });

  it('copies numbers in full that it shows in short', () => {
    const { macs } = data.tasks[0]!.trials[0]!.cost;
    expect(page).toContain(`data-value="${macs}">10.0 G`);
  });
});

it('a page says how long sequences are, and of episodes how many actions they may have', () => {
  const shape = { inputs: { kind: 'dense', size: 1 }, outputs: 1, loss: 'squared', scored: 'last' } as const;
  expect(lengthText(23.456, shape)).toBe('Sequences of 23.5 steps on average. ');
  expect(lengthText(null, shape)).toBe('');
  const episode = { reads: 'linear', steps: 100_000 } as const;
  const most = 'Episodes of at most 100,000 actions';
  expect(lengthText(23.456, { ...shape, episode })).toBe(
    `${most}; those in which nothing is done end after 23.5 on average. `,
  );
  // Where a task is chosen, 200 actions of an episode are looked at.
  expect(lengthText(200, { ...shape, episode })).toBe(`${most}. `);
  expect(lengthText(null, { ...shape, episode })).toBe(`${most}. `);
});

describe('a page about what users have named', () => {
  it('shows names as text, whatever is in them', async () => {
    const names = ['<script>alert(1)</script>', '"><img src=x onerror=alert(2)>', "it's & {a|b}\u2028"];
    const contestants = [
      contestant('genitor', names[0]!),
      contestant('msgd-c', names[1]!),
      contestant('random', names[2]!),
    ];
    const page = renderPage(await reportOf({ contestants, seeds: 1 }), assets);
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('it&#39;s &amp; {a|b}');
  });
});

describe('a page about a run that is', () => {
  const pageOf = async (...args: Parameters<typeof reportOf>) =>
    textOf(renderPage(await reportOf(...args), assets));

  it('under way says so, and what it shows', async () => {
    const fates = ['solved', 'running', 'planned', 'unvalidated', 'failed', 'stopped'] as const;
    const text = await pageOf({}, { fate: (_, place) => fates[place]! });
    expect(text).toContain('2 of 6 trials have ended, 1 of them by failing');
    expect(text).toContain('What follows is how it stood when this report was made.');
    expect(text).toContain('Not enough evidence yet');
    expect(text).toContain('Contestants, by trials won');
    expect(text).toContain('Ordered by others beaten in more than half of the pairs');
    expect(text).not.toMatch(/best first/);
    expect(text).toMatch(/not begun.*under way|under way.*not begun/);
  });

  it('empty has tables and says that there is nothing to draw', async () => {
    const text = await pageOf({}, { fate: () => 'planned' });
    expect(text).toContain('No verdict');
    expect(text).toContain('nothing to draw');
    expect(text).toContain('No trial has left a champion yet.');
  });

  it('broken tells losses that are not finite from ones that are not known', async () => {
    const text = await pageOf({}, { notFinite: true, fate: () => 'exploded' });
    expect(text).toContain('not finite');
    expect(text).toContain('Exploded');
  });

  it('short of trials that failed says how many, how, and which numbers are without them', async () => {
    const tasks = [task('temporal-order'), task('parity')];
    const text = await pageOf(
      { tasks },
      {
        fate: ({ task: on, contestant: who, repetition }) =>
          who.name === 'msgd-cr' && (on.name === 'parity' || repetition === 1) ? 'failed' : 'budget',
      },
    );
    expect(text).toMatch(/ Missing .* msgd-cr 0 of 2 1 failed 0 to 66 % [\d.]+ %( \([^)]*\))? \* /);
    expect(text).toContain('* of fewer trials than planned: msgd-cr 2 of 3.');
    expect(text).toContain('* of fewer trials than planned: msgd-cr 2 of 6 on 1 of 2 tasks.');
    expect(text).toContain('Failed: msgd-cr in 1 of 3 trials (made to end as failed).');
    expect(text).toContain('Failed: msgd-cr in 4 of 6 trials (made to end as failed).');
    expect(text).toMatch(/genitor against msgd-cr [\d.]+ \([^)]*\) over 1 of 2 tasks/);
    expect(text).toContain('msgd-cr 0 of 2 * 0 of 0 *');
    expect(text).toContain('Trials are missing, as the table above says, so that ranks may change.');
  });

  it('of one contestant compares nobody', async () => {
    const text = await pageOf({ contestants: [contestant('msgd')], seeds: 1 });
    expect(text).toContain('msgd ran alone');
    expect(text).not.toContain('The leader against the others');
  });

  it('of several tasks has a part for each and one over all', async () => {
    const tasks = ['temporal-order', 'addition', 'parity', 'embedded-reber', 'anbn'].map((name) =>
      task(name),
    );
    const contestants = ['genitor', 'msgd', 'random'].map((name) => contestant(name));
    const data = await reportOf({ tasks, contestants, seeds: 5 });
    const page = renderPage(data, assets);
    expect(page.match(/<section id="task-\d" class="task">/g)).toHaveLength(5);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    const overall = figuresOf(data).filter(({ section }) => section === 'overall');
    expect(overall.map(({ id }) => id)).toEqual(['overall-success', 'overall-profile', 'overall-ranks']);
    expect(textOf(page)).toContain('Solved, by task');
    expect(textOf(page)).toContain('critical difference');
  });

  it('of a learner that tells unknown numbers draws those too', async () => {
    const data = await reportOf({ contestants: [contestant('random')] });
    expect(figuresOf(data).map(({ title }) => title)).toContain('temperature');
  });
});

describe('the page of a run whose trials were played on several machines', () => {
  const east = 'east: a processor, 4 cores';

  it('says that seconds do not compare, and names the machine of each trial', async () => {
    const data = await reportOf({}, { machine: ({ repetition }) => (repetition === 2 ? null : east) });
    const text = textOf(renderPage(data, assets));
    expect(text).toContain('Seconds are of 2 machines (4 trials on east, 2 on a machine): compare MACs, not');
    expect(text).toMatch(/ Time Machine /);
    expect(text).toMatch(/Node\.js [\d.]+, a processor, 4 cores and a machine\./);
    expect(text).toMatch(/Trials by machine .* Machine Trials MACs Time MACs a second a machine 2 [\d.]+ \w/);
    const rows = parseCsv(trialsCsv(data));
    expect(rows.map(({ seed, machine }) => [seed, machine])).toEqual(
      ['1', '1', '2', '2', '3', '3'].map((seed) => [seed, seed === '2' ? 'a machine' : east]),
    );
  });

  it('names a machine that played them all, without a remark on seconds', async () => {
    const data = await reportOf({}, { machine: () => east });
    const text = textOf(renderPage(data, assets));
    expect(text).not.toContain('Seconds are of');
    expect(text).toMatch(/ Time Machine /);
  });

  it('is as before where all were played on that of the session', async () => {
    const data = await reportOf();
    expect(textOf(renderPage(data, assets))).not.toMatch(/Seconds are of| Time Machine |Trials by machine/);
    expect(parseCsv(trialsCsv(data)).every(({ machine }) => machine === '')).toBe(true);
  });
});
