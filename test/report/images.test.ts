import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { drawPngs } from '../../src/report/png.ts';
import { chartFiles } from '../../src/report/svg.ts';
import { program, reader } from '../support/report/in-chromium.ts';
import { contestant } from '../support/report/made-run.ts';
import { reportOf } from '../support/report/reports.ts';

describe.skipIf(program === null)(
  'pictures of charts in Chromium (skipped where there is no Chromium)',
  () => {
    const reports = reader();

    it('draws charts as PNG files, whole, and sharp enough for print', async () => {
      const charts = chartFiles(await reportOf({ seeds: 1 })).slice(0, 3);
      await drawPngs(program!, charts, reports.folder);
      const { page, close } = await reports.open(reports.file);
      for (const { name, width, height } of charts) {
        const bytes = readFileSync(join(reports.folder, `${name}.png`));
        expect(bytes.subarray(1, 4).toString()).toBe('PNG');
        expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([3 * width, 3 * height]);
        expect(await inkAtTheFoot(page, bytes), name).toBe(true);
      }
      await close();
    });

    it('draws SVG files that are well-formed whatever contestants are called', async () => {
      const contestants = [contestant('genitor', '<a&b "c" \'d\'>'), contestant('msgd-c', ']]></text>')];
      const charts = chartFiles(await reportOf({ contestants, seeds: 1 }));
      const { page, close } = await reports.open(reports.file);
      const faults = await page.evaluate(
        (svgs) =>
          svgs.flatMap((svg) => {
            const read = new DOMParser().parseFromString(svg, 'image/svg+xml');
            return read.querySelector('parsererror')?.textContent ?? [];
          }),
        charts.map(({ svg }) => svg),
      );
      expect(faults).toEqual([]);
      await close();
    });

    it('says in one line why a browser drew nothing', async () => {
      const charts = chartFiles(await reportOf({ seeds: 1 }));
      await expect(drawPngs('false', charts, reports.folder)).rejects.toThrow(/^--png: false ended with 1$/);
      await expect(drawPngs(join(reports.folder, 'none'), charts, reports.folder)).rejects.toThrow(
        /cannot be started/,
      );
    });
  },
);

/** Something is drawn in the lowest tenth of the picture, where the name of the axis stands. */
const inkAtTheFoot = (page: Page, png: Buffer): Promise<boolean> =>
  page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    const foot = Math.floor(0.9 * image.height);
    const pixels = context.getImageData(0, foot, image.width, image.height - foot).data;
    return pixels.some((value, index) => index % 4 === 0 && value < 128);
  }, png.toString('base64'));
