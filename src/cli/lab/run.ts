/** Action of `genoprop lab`: plans the look, computes it in parts that are kept, and shows what is found. */
import { join, resolve } from 'node:path';
import process from 'node:process';
import { UserError } from '../../errors.ts';
import { figureFault } from '../../lab/figure-fault.ts';
import { views as ownViews } from '../../lab/index.ts';
import { type LabFindings, type LabView, Stopped } from '../../lab/view.ts';
import { builtAssets } from '../../report/assets.ts';
import { openInBrowser } from '../../report/browsers.ts';
import type { LabData } from '../../report/lab/data.ts';
import { labPage } from '../../report/lab/page.ts';
import { factLines, jsonText, linesText } from '../../session/listing.ts';
import { writeResult, writeWhole } from '../../session/output-file.ts';
import { type Surface, type Terminal, Verbatim } from '../../session/terminal.ts';
import { openRun, type RunFile } from '../../store/run-file.ts';
import { closePlugins } from '../../tournament/plugins/plugin.ts';
import { coloursOf } from '../../ui/terminal/colours-of.ts';
import { type Line, paintLine } from '../../ui/terminal/text.ts';
import { version } from '../../version.ts';
import { quantity } from '../../words/numbers.ts';
import { counted, shellWord } from '../../words/text.ts';
import { makeFolder } from '../result-folder.ts';
import type { LabFlags } from './flags.ts';
import { findingsLines } from './lines.ts';
import { aboutLines, viewLines } from './listing.ts';
import { type LookingParts, looking } from './looking.ts';
import { planLook, requireShown, requireView } from './plan.ts';

export interface LabParts extends Partial<LookingParts> {
  readonly views?: readonly LabView[];
}

/**
 * Looks, and shows what was found. Returns the exit code.
 * @throws UserError when something was written wrongly, or the run lacks what the view needs
 * @throws RunError when a result cannot be written
 */
export async function runLab(
  name: string | undefined,
  path: string | undefined,
  flags: LabFlags,
  terminal: Terminal,
  { views = ownViews, ...given }: LabParts = {},
): Promise<number> {
  if (name === undefined) {
    if (flags.options === true) throw new UserError('--options: of which view? genoprop lab NAME --options');
    terminal.out.write(linesText(viewLines(views, terminal.out.columns)));
    return 0;
  }
  const view = requireView(name, views);
  if (flags.options === true) {
    terminal.out.write(linesText(aboutLines(view, terminal.out.columns)));
    return 0;
  }
  const options = planLook(view, path, flags);
  if (flags.svg !== undefined) makeFolder('--svg', flags.svg);
  const parts = { ...(await import('../built-in-parts.ts')).builtInParts, ...given };
  const run = path === undefined ? null : openRun(path, { readOnly: true });
  try {
    const found = await lookAt({ view, options, run, path, flags }, terminal, parts);
    return 'stopped' in found ? found.stopped : await show(view, found, flags, terminal);
  } finally {
    run?.close();
    await closePlugins();
  }
}

interface Asked {
  readonly view: LabView;
  readonly options: Record<string, unknown>;
  readonly run: RunFile | null;
  readonly path: string | undefined;
  readonly flags: LabFlags;
}

/** Findings of the view; where its reader stopped it, the exit code. */
async function lookAt(
  { view, options, run, path, flags }: Asked,
  { err }: Terminal,
  parts: LookingParts,
): Promise<LabData | { readonly stopped: number }> {
  const { contestant: contestants = [] } = flags;
  if (run !== null) requireShown(view, run, path!, contestants);
  const looks = looking(err, parts, flags);
  try {
    const work = looks.workOf({ view: view.name, options, contestants, run });
    const findings = await view.look({ options, run, contestants }, work);
    requireFigures(view, findings);
    return {
      ...{ format: 'genoprop.lab/1', genoprop: version(), view: view.name, options },
      ...{ run: path ?? null, contestants },
      ...findings,
    };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return { stopped: looks.stopped() };
  } finally {
    looks.end();
  }
}

/** A figure that cannot be drawn is a fault of its view. */
function requireFigures({ name }: LabView, { figures }: LabFindings): void {
  for (const figure of figures) {
    const fault = figureFault(figure);
    if (fault !== null) throw new Error(`view ${name}, figure ${figure.id}: ${fault}`);
  }
}

async function show(view: LabView, found: LabData, flags: LabFlags, terminal: Terminal): Promise<number> {
  const { out, json, svg } = flags;
  const surface = out === '-' || json === '-' ? terminal.err : terminal.out;
  const facts: [string, string][] = [];
  if (out !== undefined) {
    const page = labPage(view, found, builtAssets());
    if (out === '-') terminal.out.write(new Verbatim(page));
    else writeWhole(out, '-o', page);
    facts.push(['page', `${out === '-' ? 'standard output' : out} (${quantity(Buffer.byteLength(page))}B)`]);
  }
  if (svg !== undefined) {
    const { labChartFiles } = await import('../../report/lab/svg.ts');
    const charts = labChartFiles(found);
    for (const chart of charts) writeResult(join(svg, `${chart.name}.svg`), '--svg', chart.svg);
    facts.push(['svg', `${counted(charts.length, 'file')} in ${svg}`]);
  }
  if (json === '-') terminal.out.write(jsonText(found));
  else if (json !== undefined) {
    writeResult(json, '--json', jsonText(found));
    facts.push(['json', json]);
  }
  const { columns } = surface;
  const colours = coloursOf(surface, surface.stream ?? process.stdout);
  const lines = findingsLines(found, { columns, colours, withFigures: out === undefined });
  writeLines(surface, lines, colours);
  if (facts.length > 0) surface.write(linesText(['', ...factLines(facts, columns)]));
  if (flags.open === true && out !== undefined) {
    const failed = await openInBrowser(resolve(out));
    if (failed !== null) terminal.err.write(`genoprop: --open: ${failed}; open ${shellWord(out)} yourself\n`);
  }
  return 0;
}

/** Painted lines; their spans have escaped all foreign text. */
function writeLines(surface: Surface, lines: readonly Line[], colours: ReturnType<typeof coloursOf>): void {
  const text = lines.map((one) => `${paintLine(one, colours).trimEnd()}\n`).join('');
  surface.write(new Verbatim(text));
}
