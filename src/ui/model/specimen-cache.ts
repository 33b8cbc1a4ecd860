/** Lazy cache of test sequences for the nets panel: a task's are drawn when they are first asked for. */
import { oneLine } from '../../blame.ts';
import type { TaskChoice, TournamentSpec } from '../../tournament/spec/tournament.ts';
import type { Specimens } from './shown.ts';

/** Number of sequences through which the keys step. */
const SEQUENCES = 16;

export interface SpecimenCache {
  /** Test sequences by task label. Each arrival makes another map. */
  readonly all: ReadonlyMap<string, Specimens>;
  need(task: string): void;
}

async function loaded(choice: TaskChoice, spec: TournamentSpec): Promise<Specimens> {
  if (choice.facts.shape.episode !== undefined) {
    const specimens = await import('../../tournament/trial/episode-specimens.ts');
    await specimens.prepareSpecimens(choice);
    return { state: 'episodes', episodes: specimens.episodeSpecimens(choice, spec, SEQUENCES) };
  }
  const { testSpecimens } = await import('../../tournament/trial/specimens.ts');
  return { state: 'there', batch: await testSpecimens(choice, spec, SEQUENCES, spec.limits) };
}

export function specimenCache(spec: TournamentSpec, onChange: () => void): SpecimenCache {
  let all: ReadonlyMap<string, Specimens> = new Map();
  const put = (task: string, specimens: Specimens): void => {
    all = new Map(all).set(task, specimens);
    onChange();
  };
  return {
    get all() {
      return all;
    },
    need(task) {
      const choice = spec.tasks.find(({ label }) => label === task);
      if (choice === undefined || all.has(task)) return;
      put(task, { state: 'loading' });
      loaded(choice, spec).then(
        (specimens) => put(task, specimens),
        (error: unknown) => put(task, { state: 'failed', reason: oneLine(error) }),
      );
    },
  };
}
