import { beforeAll, describe, expect, it } from 'vitest';
import { candidatesCsv } from '../../src/report/client/candidates-csv.ts';
import type { ReportData } from '../../src/report/data.ts';
import { figuresOf } from '../../src/report/figures.ts';
import { renderPage } from '../../src/report/html/page.ts';
import { chartFiles } from '../../src/report/svg.ts';
import { axeViolations } from '../support/report/axe.ts';
import { chartText, PATIENCE, program, reader, readThrough } from '../support/report/in-chromium.ts';
import type { Fate } from '../support/report/made-run.ts';
import { tunedFate, tuningSpecOf } from '../support/report/made-tuning.ts';
import { reportOf } from '../support/report/reports.ts';

const CANDIDATES = 30;
const few = { validations: 3 };
const pageOf = (data: ReportData): string => renderPage(data, { script: '', style: '' });

describe('the report of a tuning', () => {
  let data: ReportData;
  let page = '';
  beforeAll(async () => {
    data = await reportOf(tuningSpecOf({ candidates: CANDIDATES }), { ...few, fate: tunedFate });
    page = pageOf(data);
  });

  it('has the best settings of each contestant with its share solved, cost to solve and cost of tuning', () => {
    const section = page.slice(
      page.indexOf('<section id="tuning">'),
      page.indexOf('<section id="task-1-results">'),
    );
    expect(section).toContain('<h2>Tuning</h2>');
    expect(section).toContain('30 candidates of each contestant, Sobol points, on 3 tuning seeds.');
    for (const search of data.tuning!.searches) {
      const best = search.candidates.find(({ name }) => name === search.best)!;
      expect(best.rank).toBe(1);
      const row = new RegExp(
        `<th scope="row">${search.contestant}</th><td>[^<]*\\w+=[^<]*</td><td class="number"[^>]*>${best.solved} of 3</td>`,
      );
      expect(section.replaceAll('<wbr>', '')).toMatch(row);
      expect(search.macs).toBe(search.candidates.reduce((sum, { macs }) => sum + macs, 0));
    }
    expect(page).toContain('<a href="#tuning">Tuning</a>');
  });

  it('names no winner and tests nothing on the seeds on which settings were chosen, and says why', () => {
    expect(data.winner).toBeNull();
    expect(data.tasks[0]!.verdict).toMatchObject({ winner: null, comparisons: [] });
    expect(page).not.toContain('The leader against the others');
    expect(page).toContain('so they look better than they are, and no winner is named');
    expect(page).toContain('Best settings found');
    expect(page).toContain('temporal-order: tuning of genitor and msgd-cr');
  });

  it('shows in its other sections the best candidate of each contestant alone, and says so', () => {
    const best = data.tuning!.searches.map((search) => search.best);
    expect(data.contestants.map(({ name }) => name)).toEqual(best);
    expect(data.spec.contestants.map(({ name }) => name)).toEqual(best);
    expect(new Set(data.tasks[0]!.trials.map(({ contestant }) => contestant))).toEqual(new Set(best));
    expect(data.counts).toMatchObject({ planned: 180, finished: 180 });
    expect(page).toContain('The sections below show the best candidate of each contestant alone');
    expect(data.left[0]).toContain('those of the best of each contestant alone');
  });

  it('has a sorted table of every candidate, collapsed, with a column for each searched setting', () => {
    for (const [place, { contestant, candidates, space }] of data.tuning!.searches.entries()) {
      const start = page.indexOf(`All 30 candidates of ${contestant}`);
      const table = page.slice(start, page.indexOf('</details>', start));
      expect(page.slice(0, start)).toMatch(/<details class="all long" data-of="c\d"><summary>$/);
      expect(table).toContain(`id="tuning-candidates-table-${place + 1}"`);
      expect(table.match(/<tr>/g)).toHaveLength(1 + candidates.length);
      for (const setting of Object.keys(space))
        expect(table.replaceAll('<wbr>', '')).toContain(`>${setting}</th>`);
    }
  });

  it('leaves settings without effect beside the others empty', () => {
    const [genitor] = data.tuning!.searches;
    for (const { settings } of genitor!.candidates) {
      const isBits = settings.encoding === 'bits';
      expect([settings.flipRate === null, settings.mutationRate === null]).toEqual([!isBits, isBits]);
    }
    const lines = candidatesCsv(data).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 60);
    expect(lines[0]).toContain('contestant,candidate,place,budget_share');
    expect(lines[0]).toContain('setting.learningRate');
    expect(lines[1]).toMatch(/^genitor,genitor#1,\d+,1,3,3,\d,/);
  });

  it('has figures of the best of n, of importance, and of candidates by setting, one each a contestant', () => {
    const ids = figuresOf(data).flatMap(({ id, section }) => (section === 'tuning' ? [id] : []));
    expect(ids).toEqual([
      'tuning-best-of-solved',
      'tuning-best-of-cost',
      'tuning-importance-1',
      'tuning-importance-2',
      'tuning-candidates-1',
      'tuning-candidates-2',
    ]);
    const files = new Map(chartFiles(data).map((file) => [file.name, file.svg]));
    const candidates = files.get('overall-candidates-by-setting-msgd-cr')!;
    for (const text of ['learningRate', 'threshold', 'initialisation', 'orthogonal', 'unsolved']) {
      expect(candidates).toContain(`>${text}<`);
    }
    expect(files.get('overall-which-settings-mattered-genitor')).toContain('>encoding<');
    expect(files.get('overall-best-of-n-settings-share-solved')).toContain('>settings tried<');
  });

  it('has a paragraph on methods with spaces, sampler, seeds, order and the estimates', () => {
    expect(data.methods).toContain('Settings of genitor and msgd-cr were tuned on the task temporal-order');
    expect(data.methods).toContain(
      'by 30 candidates each (Sobol points; the first has the settings given) on 3 tuning seeds',
    );
    expect(data.methods).toMatch(
      /Searched for msgd-cr: learningRate \(0\.001 to 0\.3, log\), .*the best candidate was msgd-cr#\d+/,
    );
    expect(data.methods).toContain('Dodge et al., 2019');
    expect(data.methods).not.toContain('Mann');
  });
});

describe('the report of a tuning under way', () => {
  it('says how far it is, and shows a first candidate where none has ended', async () => {
    const fate = ({ id }: { readonly id: string }): Fate =>
      id.includes('genitor#1/') || id.includes('genitor#2/')
        ? 'budget'
        : id.includes('genitor#3/1')
          ? 'running'
          : 'planned';
    const data = await reportOf(tuningSpecOf({ candidates: 4 }), { ...few, fate });
    const page = pageOf(data);
    expect(data.contestants.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^genitor#[12]$/),
      'msgd-cr#1',
    ]);
    expect(page).toContain('Best settings found so far');
    expect(page).toContain('msgd-cr: no candidate has ended yet');
    expect(page).toContain('2 of 4');
    expect(page).toContain('at least 12 are needed');
  });
});

describe('the report of a tournament of tuned contestants', () => {
  const tuned = { candidates: 64, seeds: 3, macs: 5.8e12, sampler: 'sobol' } as const;
  const of = async (...names: readonly string[]) => {
    const spec = tuningSpecOf({ candidates: 1 });
    const contestants = spec.contestants.map((one, index) => {
      const name = one.name.split('#')[0]!;
      return {
        ...one,
        name,
        ...(names.includes(name) ? { tuned: { ...tuned, macs: tuned.macs + index * 1e12 } } : {}),
      };
    });
    const { tuning: _, ...rest } = spec;
    return reportOf({ ...rest, contestants, seeds: 5 }, few);
  };

  it('says in its verdict and its methods how they were tuned, with the cost of that beside the cost to solve', async () => {
    const data = await of('genitor', 'msgd-cr');
    expect(data.text).toContain(' Settings of both were tuned: 64 candidates on 3 tuning seeds each.');
    expect(data.methods).toContain(
      'Settings had been chosen by tuning: those of genitor and msgd-cr by 64 candidates on 3 tuning seeds (Sobol points) each, at 5.80 T and 6.80 T MACs; no sequence of the tuning was used here.',
    );
    const page = pageOf(data);
    expect(page.replaceAll('<wbr>', '')).toContain('>MACs spent in tuning</th>');
    expect(page).toContain('data-value="6800000000000">6.80 T</td>');
  });

  it('says which of them were not', async () => {
    const data = await of('genitor');
    expect(data.text).toContain(
      'Settings of genitor were tuned: 64 candidates on 3 tuning seeds; msgd-cr was not.',
    );
    expect(data.methods).toContain('Settings of msgd-cr were not tuned.');
    const none = await of();
    expect(none.text).not.toContain('tuned');
    expect(pageOf(none)).not.toContain('MACs spent in tuning');
  });
});

describe.skipIf(program === null)(
  'the section on tuning in Chromium (skipped where there is no Chromium)',
  () => {
    const reports = reader();
    let file = '';
    beforeAll(async () => {
      if (program === null) return;
      const data = await reportOf(tuningSpecOf({ candidates: CANDIDATES }), { ...few, fate: tunedFate });
      file = reports.write('tuning.html', data);
    });

    it('draws every figure, is accessible and never scrolls sideways, 390 pixels wide', async () => {
      const { page, wrong, close } = await reports.open(file, { viewport: { width: 390, height: 900 } });
      await readThrough(page);
      expect(await chartText(page, 'tuning-candidates-2')).toContain('learningRate');
      expect(await chartText(page, 'tuning-best-of-solved')).toContain('settings tried');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      await page.locator('#tuning details').evaluateAll((all) => {
        for (const one of all) one.setAttribute('open', '');
      });
      expect(await axeViolations(page)).toEqual([]);
      expect(wrong).toEqual([]);
      await close();
    });

    it('turns candidates to another outcome by a switch, hides a contestant everywhere, and sorts its candidates', async () => {
      const { page, wrong, close } = await reports.open(file);
      await readThrough(page);
      await page.locator('#tuning').getByRole('radio', { name: 'Wrong', exact: true }).check();
      await page.waitForFunction(
        () => document.querySelector('#tuning-candidates-1')?.textContent?.includes('test wrong'),
        undefined,
        PATIENCE,
      );
      expect(await chartText(page, 'tuning-candidates-1')).not.toContain('unsolved');
      await page.locator('#tuning .legend').getByRole('button', { name: 'msgd-cr', exact: true }).click();
      expect(await page.locator('#tuning-best tbody tr:visible').count()).toBe(1);
      expect(await page.locator('#tuning-candidates-2').isVisible()).toBe(false);
      expect(await page.locator('#tuning-candidates-1').isVisible()).toBe(true);
      await page
        .locator('#tuning details')
        .first()
        .evaluate((one) => one.setAttribute('open', ''));
      const rows = page.locator('#tuning-candidates-table-1 tbody tr');
      const places = async () => (await rows.locator('td:nth-child(2)').allTextContents()).map(Number);
      expect(await places()).toEqual([...(await places())].sort((a, b) => a - b));
      const head = page.locator('#tuning-candidates-table-1 thead').getByRole('button', { name: 'Place' });
      await head.click();
      await head.click();
      expect(await places()).toEqual([...(await places())].sort((a, b) => b - a));
      expect(wrong).toEqual([]);
      await close();
    });
  },
);
