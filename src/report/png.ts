/** PNG files of a report's charts, drawn by a Chromium of this machine. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunError } from '../errors.ts';
import { failureReason } from '../session/output-file.ts';
import { Chromium } from './chromium.ts';
import type { ChartFile } from './svg.ts';

/** Pixels of the picture to one of the chart, so that it is sharp in print. */
const SCALE = 3;

/**
 * Writes a file of each chart's name into the folder.
 * @param program of a Chromium
 * @throws RunError when the browser fails, or a file cannot be written
 */
export async function drawPngs(program: string, charts: readonly ChartFile[], folder: string): Promise<void> {
  const browser = new Chromium(program);
  try {
    for (const { name, svg, width, height } of charts) {
      const body = `<body style="margin:0;background:#fff">${svg}</body>`;
      const picture = await browser.draw(`<!DOCTYPE html><meta charset="utf-8">${body}`, {
        width,
        height,
        scale: SCALE,
      });
      write(join(folder, `${name}.png`), picture);
    }
  } finally {
    browser.close();
  }
}

function write(file: string, bytes: Buffer): void {
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    throw new RunError(`--png ${file}: cannot be written, ${failureReason(error)}`);
  }
}
