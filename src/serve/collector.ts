/** Collector of reports for pages: a run is read again only after its file has changed. */
import { wallClockStamp } from '../clock.ts';
import { collectReport } from '../report/collect.ts';
import type { ReportData } from '../report/data.ts';
import { readRun } from '../store/read-run.ts';
import { version } from '../version.ts';
import { stampOf } from './run-table.ts';

/** Most reports that are kept. */
const KEPT = 4;

export class Collector {
  readonly #kept = new Map<string, { readonly stamp: string; readonly data: Promise<ReportData> }>();

  /**
   * Data of the run as it is now. No code of a task from a file is run for it.
   * @throws UserError where the file cannot be read
   */
  report(path: string): Promise<ReportData> {
    const stamp = stampOf(path, true);
    const kept = this.#kept.get(path);
    if (kept?.stamp === stamp) return kept.data;
    const data = collect(path);
    // A failure is not kept.
    data.catch(() => this.#kept.delete(path));
    this.#kept.delete(path);
    this.#kept.set(path, { stamp, data });
    for (const old of [...this.#kept.keys()].slice(0, -KEPT)) this.#kept.delete(old);
    return data;
  }
}

const collect = async (path: string): Promise<ReportData> =>
  readRun(path, (run) =>
    collectReport(run, { made: wallClockStamp(), genoprop: version() }, { runsPlugins: false }),
  );
