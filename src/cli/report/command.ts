/** `genoprop report RUN...`: its flags. Its action is in `run.ts`. */
import type { AddCommand } from '../command.ts';
import { ISOLATE, NO_ISOLATE } from '../isolate-flags.ts';
import type { ReportFlags } from './flags.ts';

const NOTES = `
The report is one HTML file that needs no network: the verdict, success rates,
error over cost, cost to solve, gradients and populations, champions on test
sequences, every setting, and all numbers as CSV and JSON. A run can be reported
while another process writes it; what is reported is of one instant.

Examples:
  genoprop report night.run.sqlite --open
  genoprop report night.run.sqlite -o night.html --svg figures/
  genoprop report night.run.sqlite --png figures/
  genoprop report night.run.sqlite --lab autopsy,alignment
  genoprop report monday.run.sqlite tuesday.run.sqlite -o both.html

Of several runs the page shows each verdict, their contestants side by side by
task, and curves of both where a task's sequences are the same. It says what may
not be compared, and names no winner across runs.

Quick views of the lab are in every report of one run. One that --lab names may take
minutes: it shows its progress, and is kept as genoprop lab keeps it.

--svg and --png make one file a chart, in light colours, and overwrite files of
the same names. --png needs Chromium or Chrome.`;

export const reportCommand: AddCommand = (program, terminal, outcome) => {
  program
    .command('report')
    .description('write what a run has found as a page to read, print and pass on')
    .argument('<run...>', 'the run file, finished or not; several are compared on one page')
    .option(
      '-o, --out <file>',
      'the HTML file to write; - for standard output (default: beside the first run file, ending in .html)',
    )
    .option('--open', 'open it in the browser')
    .option('--svg <folder>', 'also write each chart as an SVG file, for papers')
    .option('--png <folder>', 'also write each chart as a PNG file, through Chromium')
    .option('--lab <views>', 'also look with these views of the lab: one, several with commas, or all')
    .option('--force', 'overwrite the HTML file even if it is no report of genoprop')
    .option(...ISOLATE)
    .option(...NO_ISOLATE)
    .addHelpText('after', NOTES)
    .action(async (runs: readonly string[], flags: ReportFlags) => {
      const { runReport } = await import('./run.ts');
      outcome.exitCode = await runReport(runs, flags, terminal);
    });
};
