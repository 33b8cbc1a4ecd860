/**
 * Thread entry: hosts one plugin, and serves requests of the main thread and of a trial's thread. The port to the main
 * thread comes with the first message, before any code of the plugin runs, and stays out of its reach.
 */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { oneLine, UserError } from '../src/errors.ts';
import type { Task } from '../src/tasks/define-task.ts';
import { Marker } from '../src/tournament/plugins/call-watch.ts';
import { ring } from '../src/tournament/plugins/channel.ts';
import { importTask } from '../src/tournament/plugins/import-task.ts';
import type {
  HostAnswer,
  HostBegin,
  HostLease,
  HostPrint,
  HostRequest,
} from '../src/tournament/plugins/protocol.ts';
import { type PluginServices, pluginServices } from '../src/tournament/plugins/services.ts';
import { catchUncaught, divertPrints, untilUncaughtCame } from '../src/tournament/plugins/uncaught.ts';

interface Loaded {
  readonly task: Task;
  readonly services: PluginServices;
}

parentPort!.once('message', ({ module, where, marks, port }: HostBegin) => {
  const marker = new Marker(marks);
  catchUncaught(marker);
  divertPrints((print) => port.postMessage({ print } satisfies HostPrint));
  let loading: Promise<Loaded> | undefined;
  let loaded: Loaded | undefined;

  async function load(): Promise<Loaded> {
    const task = await importTask(module, where, marker);
    return { task, services: pluginServices(task, marker) };
  }

  async function serve({ id, service, given }: HostRequest, isPatient: boolean): Promise<HostAnswer> {
    marker.note();
    try {
      loading ??= load();
      loaded ??= await loading;
      const act = loaded.services[service] as (...given: readonly unknown[]) => unknown;
      const value = await act(...given);
      if (isPatient) await untilUncaughtCame();
      return marker.fault === null ? { id, value } : { id, error: `${where}: ${marker.fault}` };
    } catch (error) {
      if (isPatient) await untilUncaughtCame();
      return { id, error: marker.fault === null ? worded(error) : `${where}: ${marker.fault}` };
    }
  }

  /**
   * Message of an error: the task's name is replaced by the user's name for it, and a message without a name gets one.
   */
  function worded(error: unknown): string {
    const line = oneLine(error);
    const byName = `task ${loaded?.task.name}:`;
    if (line.startsWith(byName)) return `${where}:${line.slice(byName.length)}`;
    return error instanceof UserError ? line : `${where}: ${line}`;
  }

  function send(to: MessagePort, answer: HostAnswer): void {
    try {
      to.postMessage(answer);
    } catch (error) {
      // The plugin's answer is no plain data.
      to.postMessage({ id: answer.id, error: `${where}: ${oneLine(error)}` } satisfies HostAnswer);
    }
  }

  function answerTrial({ port: trial, bell }: HostLease): void {
    marker.fault = null;
    trial.on('message', async (request: HostRequest) => {
      send(trial, await serve(request, request.service === 'end'));
      ring(bell);
    });
  }

  port.on('message', async (message: HostRequest | HostLease) => {
    if ('bell' in message) answerTrial(message);
    else send(port, await serve(message, true));
  });
});
