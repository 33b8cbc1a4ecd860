/** Thread entry: tests a champion once more, outside its trial. */
import { oneLine } from '../src/errors.ts';
import { solutionOf } from '../src/tournament/spec/trial-champion.ts';
import type { RetestAnswer, RetestTask } from '../src/tournament/threads/retester.ts';
import { deviceExaminer } from '../src/tournament/trial/examine.ts';
import { episodeExaminer } from '../src/tournament/trial/examine-episodes.ts';
import { assembleTrial } from '../src/tournament/trial/problem.ts';
import { threadExamSets } from './thread.ts';
import { withDevice } from './thread-device.ts';
import { catalogueFor, endPlugin } from './thread-plugin.ts';

export default async function retest(task: RetestTask): Promise<RetestAnswer> {
  const { spec, champion } = task;
  try {
    return await withDevice(spec.device, async (device) => {
      const parts = assembleTrial(spec, await catalogueFor(task));
      const never = () => false;
      const examiner =
        parts.episodes === null
          ? deviceExaminer(parts, threadExamSets(parts.task, spec), device, never)
          : episodeExaminer(parts.episodes, spec, parts.task, never);
      const solution = solutionOf(champion, parts.net);
      const examined = (await examiner.examine(solution, 'test', parts.success.sequences))!;
      const beyond = (await examiner.beyond?.(solution)) ?? {};
      const { error, loss, measures } = examined;
      return { tested: { error, loss, measures: { ...measures, ...beyond } } };
    });
  } catch (error) {
    return { fault: oneLine(error) };
  } finally {
    endPlugin(task);
    task.plugin?.port.close();
  }
}
