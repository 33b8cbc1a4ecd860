/** Wording of a contestant's settings, as far as they are not the defaults. */
import { learners } from '../../learners/index.ts';
import { architectureNamed } from '../../nets/index.ts';
import { describeOptions } from '../../options/describe.ts';
import { changedOptions } from '../../options/written.ts';
import type { Contestant } from './tournament.ts';

/** Assignments, `key=value`, of the learner's settings and the net's options that differ from their defaults. */
export function changedSettings({ learner, architecture, settings, netOptions }: Contestant): string[] {
  // A run may have been written by a version that knows more.
  const method = learners.find(({ name }) => name === learner);
  const net = architectureNamed(architecture);
  return [
    ...(method === undefined ? [] : changedOptions(describeOptions(method.settings), settings)),
    ...(net === undefined ? [] : changedOptions(describeOptions(net.options), netOptions)),
  ];
}

/** Text of a contestant: `sgd, elman: threshold=1, alpha=2` */
export function contestantWords(contestant: Contestant): string {
  const changed = changedSettings(contestant);
  return `${contestant.learner}, ${contestant.architecture}${changed.length === 0 ? '' : `: ${changed.join(', ')}`}`;
}
