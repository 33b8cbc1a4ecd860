/** The section `task` of champions holds what every task says of itself. */
import { describe, expect, it } from 'vitest';
import { sections } from '../../src/export/champion.ts';
import { settleTask } from '../../src/tournament/spec/choose-task.ts';
import { tasks } from '../../tasks/index.ts';

describe('the section of a champion on its task', () => {
  it.each(tasks.map((task) => [task.name, task] as const))('holds %s', (_name, task) => {
    const { name, options, facts } = settleTask(task, {});
    const { shape, success, chance, preprocessing } = facts;
    const section = {
      ...{ name, module: null, options, shape, success, chance, fingerprint: null },
      ...(preprocessing === undefined ? {} : { preprocessing }),
    };
    expect(sections.task.parse(section)).toEqual(section);
  });
});
