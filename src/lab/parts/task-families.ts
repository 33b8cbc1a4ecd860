/** Families of a run's tasks: those that differ in one number alone, such as the length T, so that it can be an axis. */
import { isDeepStrictEqual } from 'node:util';
import type { TaskChoice } from '../../tournament/spec/tournament.ts';

export interface TaskFamily {
  /** Name of the task, and of the option in which the members differ. */
  readonly task: string;
  readonly option: string;
  /** Members by rising value. */
  readonly members: readonly TaskMember[];
}

export interface TaskMember {
  readonly label: string;
  readonly value: number;
}

/** Families of at least two tasks, in the order of the run; a task may be in several. */
export function taskFamilies(
  tasks: readonly Pick<TaskChoice, 'name' | 'label' | 'module' | 'options'>[],
): TaskFamily[] {
  const names = [...new Set(tasks.flatMap(({ options }) => Object.keys(options)))];
  return names.flatMap((option) => {
    const groups: (typeof tasks)[number][][] = [];
    for (const task of tasks.filter(({ options }) => typeof options[option] === 'number')) {
      const group = groups.find(([first]) => isDeepStrictEqual(rest(first!, option), rest(task, option)));
      if (group === undefined) groups.push([task]);
      else group.push(task);
    }
    return groups
      .filter(({ length }) => length > 1)
      .map((group) => ({
        task: group[0]!.name,
        option,
        members: group
          .map(({ label, options }) => ({ label, value: options[option] as number }))
          .sort((one, other) => one.value - other.value),
      }));
  });
}

const rest = (
  { name, module, options }: Pick<TaskChoice, 'name' | 'module' | 'options'>,
  option: string,
) => ({
  name,
  module,
  options: { ...options, [option]: null },
});
