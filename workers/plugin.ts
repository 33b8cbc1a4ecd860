/** Thread entry: holds one plugin, and does what the main thread asks of it. */
import { parentPort, threadId, workerData } from 'node:worker_threads';
import { oneLine, UserError } from '../src/errors.ts';
import { importTask } from '../src/tournament/import-task.ts';
import type { HostAnswer, HostData, HostPrint, HostRequest } from '../src/tournament/plugin-host.ts';
import { Marker } from '../src/tournament/plugin-marks.ts';
import { pluginServices } from '../src/tournament/plugin-services.ts';
import { catchStrays, divertPrints, letStraysCome } from '../src/tournament/plugin-strays.ts';
import type { Task } from '../tasks/define-task.ts';

const { module, where, marks } = workerData as HostData;
const marker = new Marker();
marker.begin(marks, threadId);
catchStrays(marker);
divertPrints((print) => parentPort!.postMessage({ print } satisfies HostPrint));

let loading: Promise<Task> | undefined;

parentPort!.on('message', async (request: HostRequest) => {
  const answer = await serve(request);
  try {
    parentPort!.postMessage(answer);
  } catch (error) {
    // What the plugin gave is no plain data.
    parentPort!.postMessage({ error: `${where}: ${oneLine(error)}` } satisfies HostAnswer);
  }
});

async function serve({ service, given }: HostRequest): Promise<HostAnswer> {
  let task: Task | undefined;
  try {
    loading ??= importTask(module, where, marker);
    task = await loading;
    const act = pluginServices(task, marker)[service] as (...given: readonly unknown[]) => unknown;
    const value = await act(...given);
    await letStraysCome();
    return marker.fault === null ? { value } : { error: `${where}: ${marker.fault}` };
  } catch (error) {
    await letStraysCome();
    if (marker.fault !== null) return { error: `${where}: ${marker.fault}` };
    return { error: worded(error, task) };
  }
}

/** What names the task by its name names it as the user did instead; what names nothing gains the place. */
function worded(error: unknown, task: Task | undefined): string {
  const line = oneLine(error);
  const byName = `task ${task?.name}:`;
  if (line.startsWith(byName)) return `${where}:${line.slice(byName.length)}`;
  return error instanceof UserError ? line : `${where}: ${line}`;
}
