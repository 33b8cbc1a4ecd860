import { describe, expect, it } from 'vitest';
import { chartFiles } from '../../src/report/svg.ts';
import { contestant, task } from '../support/report/made-run.ts';
import { reportOf } from '../support/report/reports.ts';

/** Elements of an SVG that something was drawn by. */
const marks = (svg: string): number => svg.match(/<(path|polyline|polygon|rect|circle)\b/g)?.length ?? 0;
const drawn = (svg: string): number =>
  [...svg.matchAll(/ d="([^"]+)"/g)].reduce((sum, [, path]) => sum + path!.length, 0);

describe('the charts as SVG files', () => {
  it('are all there, each drawn, under names that every file system takes', async () => {
    const tasks = [task('temporal-order'), task('addition', { length: 30 }), task('embedded-reber')];
    const contestants = [contestant('genitor', 'a/b: "c"'), contestant('msgd-cr'), contestant('random')];
    const files = chartFiles(await reportOf({ tasks, contestants, seeds: 2 }));
    expect(files.length).toBeGreaterThan(40);
    expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
    for (const { name, svg, width, height } of files) {
      expect(name).toMatch(/^[a-z0-9-]+$/);
      expect(svg, name).toMatch(new RegExp(`^<svg width="${width}" height="${height}"`));
      expect(marks(svg), name).toBeGreaterThan(5);
      expect(drawn(svg), name).toBeGreaterThan(100);
      expect(svg, name).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  it('are drawn without a broken number where losses are not finite or nothing was solved', async () => {
    for (const fate of ['exploded', 'failed', 'running', 'stopped'] as const) {
      const data = await reportOf({}, { fate: () => fate, notFinite: fate === 'exploded' });
      for (const { name, svg } of chartFiles(data)) {
        expect(svg, `${fate} ${name}`).not.toMatch(/NaN|Infinity|undefined/);
      }
    }
  });

  it('are none where nothing was validated', async () => {
    expect(chartFiles(await reportOf({}, { fate: () => 'planned' }))).toEqual([]);
  });

  it('are the same each time', async () => {
    const data = await reportOf();
    const again = chartFiles(data);
    for (const [place, { name, svg }] of chartFiles(data).entries()) {
      expect(svg === again[place]!.svg, name).toBe(true);
    }
  });
});
