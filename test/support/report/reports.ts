/** Reports of made runs, for tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { collectReport } from '../../../src/report/collect.ts';
import type { ReportData } from '../../../src/report/data.ts';
import type { Assets } from '../../../src/report/html/page.ts';
import { openRun } from '../../../src/store/run-file.ts';
import type { TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { type MadeOptions, makeRun, specOf } from './made-run.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Gone after the tests of the file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'genoprop-report-'));
  folders.push(folder);
  return folder;
}

/** The data of a report of a made run. */
export async function reportOf(
  given: Partial<TournamentSpec> = {},
  options: MadeOptions = {},
  folder = scratchFolder(),
): Promise<ReportData> {
  const path = makeRun(join(folder, 'made.run.sqlite'), specOf(given), options);
  const run = openRun(path, { readOnly: true });
  try {
    return await collectReport(run, { made: '2026-11-24T10:00:00.000Z', genoprop: '9.9.9' });
  } finally {
    run.close();
  }
}

/** Script and style as the build makes them, from the sources as they are. */
export async function freshAssets(): Promise<Assets> {
  const { buildReport } = await import(new URL('../../../scripts/build-report.js', import.meta.url).href);
  const { outputFiles } = await buildReport({ write: false });
  const text = (ending: string): string =>
    outputFiles.find(({ path }: { path: string }) => path.endsWith(ending)).text;
  return { script: text('.js'), style: text('.css') };
}
