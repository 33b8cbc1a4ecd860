/** Test sequences for the nets panel, drawn when they are first asked for. */
import { oneLine } from '../../blame.ts';
import type { TournamentSpec } from '../../tournament/spec/tournament.ts';
import type { Specimens } from './shown.ts';

/** As many as one steps through. */
const SEQUENCES = 16;

export interface SpecimenCache {
  /** By task label. Another map whenever something has come. */
  readonly all: ReadonlyMap<string, Specimens>;
  need(task: string): void;
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
      import('../../tournament/trial/specimens.ts')
        .then(({ testSpecimens }) => testSpecimens(choice, spec.seed, SEQUENCES, spec.limits))
        .then(
          (batch) => put(task, { state: 'there', batch }),
          (error: unknown) => put(task, { state: 'failed', reason: oneLine(error) }),
        );
    },
  };
}
