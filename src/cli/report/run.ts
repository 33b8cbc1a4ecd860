/** Action of `genoprop report`. */
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { wallClockStamp } from '../../clock.ts';
import { UserError } from '../../errors.ts';
import { views } from '../../lab/index.ts';
import { Stopped } from '../../lab/view.ts';
import { builtAssets } from '../../report/assets.ts';
import { findChromium, openInBrowser } from '../../report/browsers.ts';
import { collectReport } from '../../report/collect.ts';
import { comparisonOf, MOST_RUNS, tasksOf } from '../../report/compare/comparison.ts';
import { comparisonFigures } from '../../report/compare/figures.ts';
import { renderComparison } from '../../report/compare/page.ts';
import type { ReportData } from '../../report/data.ts';
import type { Figure } from '../../report/figures/figure.ts';
import { figuresOf } from '../../report/figures.ts';
import { renderPage } from '../../report/html/page.ts';
import { askedViews, collectLab } from '../../report/lab/collect.ts';
import type { ReportLab } from '../../report/lab/data.ts';
import { requireOwnPage } from '../../report/own-page.ts';
import { factLines, linesText } from '../../session/listing.ts';
import { writeResult, writeWhole } from '../../session/output-file.ts';
import { type Terminal, Verbatim } from '../../session/terminal.ts';
import { readRun } from '../../store/read-run.ts';
import { openRun } from '../../store/run-file.ts';
import { closePlugins } from '../../tournament/plugins/plugin.ts';
import { version } from '../../version.ts';
import { quantity } from '../../words/numbers.ts';
import { counted, shellWord } from '../../words/text.ts';
import { looking } from '../lab/looking.ts';
import { makeFolder } from '../result-folder.ts';
import type { ReportFlags } from './flags.ts';

/**
 * Writes the report and prints a summary of it. Returns the exit code.
 * @throws UserError when something was written wrongly, and on a run file that cannot be read
 * @throws RunError when the report cannot be written
 */
export async function runReport(
  paths: readonly string[],
  flags: ReportFlags,
  terminal: Terminal,
): Promise<number> {
  const { svg, png, force = false } = flags;
  const asked = flags.lab === undefined ? [] : askedViews(flags.lab, views);
  if (flags.lab !== undefined && paths.length > 1)
    throw new UserError(
      `--lab ${flags.lab}: is for a report of one run; a comparison has no part of the lab`,
    );
  const files = paths.map((path) => readRun(path, (run) => run.path));
  requireComparable(paths, files);
  const out = flags.out ?? besides(files);
  const toOutput = out === '-';
  if (toOutput && flags.open === true) throw new UserError('--open: needs a file, not -o -');
  if (!toOutput) requireOwnPage(out, { force, kind: 'report' });
  for (const [flag, folder] of Object.entries({ '--svg': svg, '--png': png })) {
    if (folder !== undefined) makeFolder(flag, folder);
  }
  const browser = png === undefined ? null : findChromium();
  if (png !== undefined && browser === null) {
    throw new UserError(
      '--png: needs Chromium or Chrome, and there is none; install one (apt-get install chromium), or use --svg',
    );
  }

  const reported = await reportOn(paths, asked, terminal);
  if ('stopped' in reported) return reported.stopped;
  const { page, figures, labelOf, left } = reported;
  if (toOutput) terminal.out.write(new Verbatim(page));
  else writeWhole(out, '-o', page);
  const facts: [string, string][] = [
    [
      'report',
      `${toOutput ? 'standard output' : out} (${quantity(Buffer.byteLength(page))}B, ${counted(figures.length, 'chart')})`,
    ],
    ...left.map((one): [string, string] => ['', one]),
  ];
  if (svg !== undefined || png !== undefined) {
    const { chartFilesOf } = await import('../../report/svg.ts');
    const charts = chartFilesOf(figures, labelOf);
    if (svg !== undefined) {
      for (const chart of charts) writeResult(join(svg, `${chart.name}.svg`), '--svg', chart.svg);
      facts.push(['svg', `${counted(charts.length, 'file')} in ${svg}`]);
    }
    if (png !== undefined && browser !== null) {
      const { drawPngs } = await import('../../report/png.ts');
      await drawPngs(browser, charts, png);
      facts.push(['png', `${counted(charts.length, 'file')} in ${png}`]);
    }
  }
  const surface = toOutput ? terminal.err : terminal.out;
  surface.write(linesText(factLines(facts, surface.columns)));
  if (flags.open === true) {
    const failed = await openInBrowser(resolve(out));
    if (failed !== null) terminal.err.write(`genoprop: --open: ${failed}; open ${shellWord(out)} yourself\n`);
  }
  return 0;
}

interface Reported {
  readonly page: string;
  readonly figures: readonly Figure[];
  /** Label of a figure's task. */
  readonly labelOf: (task: number) => string;
  /** Sentences about all that was left out. */
  readonly left: readonly string[];
}

/** Report of one run, or comparison of several. */
async function reportOn(
  paths: readonly string[],
  asked: readonly string[],
  terminal: Terminal,
): Promise<Reported | { readonly stopped: number }> {
  const reports: ReportData[] = [];
  for (const path of paths) reports.push(await collect(path));
  const [only, ...others] = reports;
  if (others.length === 0) {
    const lab = await labOf(paths[0]!, asked, terminal);
    if ('stopped' in lab) return lab;
    const data: ReportData = lab.length === 0 ? only! : { ...only!, lab };
    const labelOf = (task: number): string => data.spec.tasks[task]!.label;
    const notes = lab.flatMap(({ view, failed }) => (failed === undefined ? [] : [`lab ${view}: ${failed}`]));
    return {
      page: renderPage(data, builtAssets()),
      figures: figuresOf(data),
      labelOf,
      left: [...data.left, ...notes],
    };
  }
  const data = comparisonOf(reports);
  const tasks = tasksOf(data);
  return {
    page: renderComparison(data, builtAssets()),
    figures: comparisonFigures(data),
    labelOf: (task) => tasks[task]!.label,
    left: [],
  };
}

/**
 * Requires different runs, and not too many.
 * @param files the paths in full
 */
function requireComparable(paths: readonly string[], files: readonly string[]): void {
  const twice = files.findIndex((file, index) => files.indexOf(file) !== index);
  if (twice >= 0) throw new UserError(`${paths[twice]}: named twice; name each run once`);
  if (files.length > MOST_RUNS) {
    throw new UserError(`${files.length} runs: at most ${MOST_RUNS} are compared on one page`);
  }
}

const bare = (file: string): string => file.replace(/(\.run)?\.sqlite$/i, '');

/** Default path of the report: `night.html`; of several runs `monday-and-tuesday.html`, beside the first of them. */
function besides([first, ...others]: readonly string[]): string {
  if (others.length === 0) return `${bare(first!)}.html`;
  const rest = others.length === 1 ? basename(bare(others[0]!)) : `${others.length}-others`;
  return `${bare(first!)}-and-${rest}.html`;
}

async function collect(path: string): Promise<ReportData> {
  try {
    return await readRun(path, (run) => collectReport(run, { made: wallClockStamp(), genoprop: version() }));
  } finally {
    await closePlugins();
  }
}

/** Part of the lab; where its reader stopped a view, the exit code. */
async function labOf(
  path: string,
  asked: readonly string[],
  { err }: Terminal,
): Promise<readonly ReportLab[] | { readonly stopped: number }> {
  const { builtInParts } = await import('../built-in-parts.ts');
  const looks = looking(err, builtInParts, { workers: availableParallelism() });
  const run = openRun(path, { readOnly: true });
  try {
    return await collectLab(run, views, asked, ({ name }, options) =>
      looks.workOf({ view: name, options, contestants: [], run }),
    );
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return { stopped: looks.stopped() };
  } finally {
    looks.end();
    run.close();
    await closePlugins();
  }
}
