/** `genoprop export RUN -o FILE`: its flags. Its action is in `run.ts`. */
import type { AddCommand } from '../command.ts';
import type { ExportFlags } from './flags.ts';

const NOTES = `
The best trial is one that solved its task at the lowest cost; where none solved,
the one with the lowest test error.

safetensors  one tensor a block (W_in, W_rec, b, W_out, b_out, and p of an LSTM with
             peepholes), the rest as strings of JSON in its metadata: task, net,
             contestant, trial, result, provenance
json         the same, to be read by people and by any language
onnx         a net that runs wherever ONNX does, on any batch, with the same metadata

Examples:
  genoprop export xor.run.sqlite -o champion.safetensors
  genoprop export xor.run.sqlite --contestant genitor -o genitor.onnx
  genoprop export xor.run.sqlite --trial xor/genitor/3 -o third.json
  genoprop export xor.run.sqlite -o - | jq .result

The ONNX file takes symbols (int64 [time, batch]) or inputs (float32 [time, batch,
inputs]), as the task feeds, and lengths (int32 [batch]). It gives outputs (after
softmax or logistic, as the task's loss has it) and hidden, for every step:
  net = onnxruntime.InferenceSession('champion.onnx')
  outputs, hidden = net.run(None, {'symbols': symbols, 'lengths': lengths})
  answers = outputs[lengths - 1, range(len(lengths))]   # at each sequence's end
\`print(net.get_modelmeta().description)\` tells all this for the task at hand.`;

export const exportCommand: AddCommand = (program, terminal, outcome) => {
  program
    .command('export')
    .description('write the best net of a run to a file, with all that is known of it')
    .argument('<run>', 'the run file, finished or not')
    .requiredOption(
      '-o, --out <file>',
      'the file to write: .safetensors, .json, .onnx or .dot; - for standard output (json, dot and cppn alone)',
    )
    .option('--trial <id>', 'the trial whose champion it is: task/contestant/seed (default: the best trial)')
    .option('--contestant <name>', 'the best trial of this contestant')
    .option('--task <label>', 'the best trial on this task, where the run has several')
    .option(
      '--format <name>',
      "safetensors, json, onnx, dot (a drawing of a graph) or cppn (one of the CPPN of hyperneat) (default: as the file's ending says)",
    )
    .option('--force', 'overwrite the file if it exists')
    .addHelpText('after', NOTES)
    .action(async (run: string, flags: ExportFlags) => {
      const { runExport } = await import('./run.ts');
      outcome.exitCode = runExport(run, flags, terminal);
    });
};
