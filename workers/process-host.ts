/** Plugin's host in a process of its own: one thread that answers, as in the process that asks. */
import { Worker } from 'node:worker_threads';
import { oneLine } from '../src/errors.ts';
import { PluginFault, PluginHost } from '../src/tournament/plugins/host.ts';
import type { HostQuestion, HostReport, HostRole } from '../src/tournament/plugins/process/messages.ts';

/** Opens the host. Returns the function that answers. */
export async function openHost(
  { module, where, limits, isSecond }: HostRole,
  tell: (report: HostReport) => void,
): Promise<(question: HostQuestion) => void> {
  if (isSecond) await new Worker('', { eval: true }).terminate();
  const host = new PluginHost(module, where, limits, (text) => tell({ type: 'print', text }));
  return ({ service, given }) => {
    host.ask(service, ...(given as never)).then(
      (value) => tell({ type: 'answer', value, megabytes: host.peakMegabytes }),
      (error: unknown) => {
        const isFault = error instanceof PluginFault;
        tell({ type: 'refusal', error: oneLine(error), isFault, megabytes: host.peakMegabytes });
      },
    );
  };
}
