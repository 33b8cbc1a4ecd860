/** `genoprop bench`: measures the engine and the learners on this machine. */
import type { Command } from 'commander';

interface BenchFlags {
  readonly json?: string;
  readonly only?: readonly string[];
  readonly device?: string;
}

export function benchCommand(program: Command): void {
  program
    .command('bench')
    .description('measure how fast this machine trains and breeds')
    .option('--json <file>', 'also write the figures as JSON; - for standard output')
    .option('--only <name...>', 'measure these alone (default: all)')
    .option('--device <name>', 'the device to measure (default: wasm)')
    .action(async ({ json, only, device }: BenchFlags) => {
      const { runBench } = await import('../../bench/run.ts');
      await runBench({
        ...(json === undefined ? {} : { json }),
        ...(only === undefined ? {} : { only: [...only] }),
        ...(device === undefined ? {} : { device }),
      });
    });
}
