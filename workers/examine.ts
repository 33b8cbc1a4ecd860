/** Thread entry: examines parameters on a task's validation or test set. */
import { oneLine } from '../src/tournament/blame.ts';
import { deviceExaminer } from '../src/tournament/examine.ts';
import { type ExamAnswer, type ExamTask, wishOf } from '../src/tournament/messages.ts';
import { assembleTrial } from '../src/tournament/problem.ts';
import { threadCatalogue, threadDevice, threadExamSets } from './thread.ts';

export default async function examine(task: ExamTask): Promise<ExamAnswer> {
  const { spec, control, parameters, exam, sequences } = task;
  try {
    const parts = assembleTrial(spec, await threadCatalogue());
    const device = await threadDevice(spec.device);
    const examiner = deviceExaminer(
      parts,
      await threadExamSets(spec),
      device,
      () => wishOf(control) === 'stop',
    );
    return { type: 'examined', examination: await examiner.examine(parameters, exam, sequences) };
  } catch (error) {
    return { type: 'failed', detail: oneLine(error) };
  }
}
