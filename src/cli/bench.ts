/** `genoprop bench`: measures the engine and the learners on this machine. */
import type { Command } from 'commander';
import { suiteNames } from '../../bench/suite-names.ts';
import { deviceNamesInWords } from '../engine/index.ts';
import { UserError } from '../errors.ts';

interface BenchFlags {
  readonly json?: string;
  readonly only?: readonly string[];
  readonly device?: string;
  readonly seconds?: number;
  readonly against?: string;
  readonly record?: boolean;
}

export function benchCommand(program: Command): void {
  program
    .command('bench')
    .description('measure how fast this machine trains and breeds')
    .option('--json <file>', 'also write the figures as JSON; - for standard output')
    .option('--only <suite...>', `measure these suites alone: ${suiteNames.join(', ')} (default: all)`)
    .option(
      '--device <name>',
      `the device to measure: ${deviceNamesInWords} (default: auto, which is wasm here)`,
    )
    .option('--seconds <n>', 'seconds a comparison', seconds, 6)
    .option('--against <folder>', 'with --only updates: compare with another checkout of genoprop, in turns')
    .option('--record', 'also replace the table in bench/RESULTS.md')
    .action(async (flags: BenchFlags) => {
      const { runBench } = await import('../../bench/run.ts');
      await runBench(flags);
    });
}

function seconds(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number > 0 && number <= 3600) return number;
  throw new UserError(`--seconds ${text}: must be a number above 0 and at most 3600, not '${text}'`);
}
