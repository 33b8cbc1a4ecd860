/** `genoprop devices`: lists the devices. Its output is made in `listing.ts`. */
import type { AddCommand } from '../command.ts';

const NOTES = `
A device is what computes: losses, gradients, whole generations. \`--device NAME\`
asks a duel, tournament or eval for one; one that is asked for and is not there is
an error that says what to install. \`--device auto\` lets wasm and every GPU do for a
moment what the trials will ask of them, takes the fastest and says how fast each
was. A GPU that the processor imitates (SwiftShader) it never takes.

Examples:
  genoprop devices
  genoprop devices --json | jq '.devices[] | select(.present) | .name'
  genoprop duel --device webgpu`;

export const devicesCommand: AddCommand = (program, terminal) => {
  program
    .command('devices')
    .description('list what can compute here, and how to get what is missing')
    .option('--json', 'as JSON, with all limits')
    .addHelpText('after', NOTES)
    .action(async ({ json }: { json?: boolean }) => {
      const { deviceListing } = await import('./listing.ts');
      terminal.out.write(await deviceListing(json === true, terminal.out.columns));
    });
};
