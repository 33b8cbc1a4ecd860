/** View `autopsy`: how the champions of a run remember. */
import { openDevice } from '../../engine/index.ts';
import type { LabFigure } from '../figure.ts';
import { oneDrawing } from '../figure.ts';
import type { LabFindings, LabWork } from '../view.ts';
import { defineView } from '../view.ts';
import { automaton } from './automaton/part.ts';
import { type Case, casesOf, lacksSubjects } from './champions.ts';
import { table } from './draw.ts';
import { lengths } from './lengths-part.ts';
import { type AutopsyOptions, autopsyOptions } from './options.ts';
import type { AutopsyPart, CaseResults, Examined } from './part.ts';
import { probes } from './probes-part.ts';
import { pruning } from './prune-part.ts';
import { sourceOf } from './sequences.ts';
import { spectrum } from './spectrum-part.ts';

const parts: readonly AutopsyPart[] = [probes, spectrum, automaton, pruning, lengths];
/** Parts in the order in which the paragraph tells of them: how the nets remember, then for how long, then the rest. */
const told: readonly AutopsyPart[] = [automaton, lengths, probes, spectrum, pruning];

export const autopsy = defineView({
  name: 'autopsy',
  summary: 'how do the champions of a run remember: as automata, or otherwise?',
  about: [
    'Linear probes (Alain & Bengio 2016) read from the hidden state, step by step, what the task asks the net to remember.',
    'A finite automaton is extracted from the hidden states: they are clustered by what the net answers after the same continuations, and the machine of the clusters is made minimal by Moore’s partition refinement and compared with the net on fresh sequences (Giles et al. 1992).',
    'Beside them: the spectrum of the Jacobians along the net’s own paths, the smallest net that pruning leaves, and sequences longer than those of the training. Five champions of 10 steps take some 20 s of one core, of 50 steps some minutes.',
  ].join(' '),
  options: autopsyOptions,
  run: 'required',
  lacks: lacksSubjects,
  inReport: 'asked',
  async look({ options, run, contestants }, work) {
    const cases = casesOf(run!, { contestants, task: options.task, champions: options.champions });
    const chosen = parts.filter(({ name }) => options.show === 'all' || options.show === name);
    const results = await examineAll(cases, chosen, options, work);
    return findingsOf(cases, chosen, results, options);
  },
});

/** Results `[part][case]`. */
async function examineAll(
  cases: readonly Case[],
  chosen: readonly AutopsyPart[],
  options: AutopsyOptions,
  work: LabWork,
): Promise<CaseResults<unknown>[][]> {
  const total = chosen.length * cases.reduce((sum, { subjects }) => sum + subjects.length, 0);
  const device = await openDevice('wasm');
  let done = 0;
  try {
    const results: CaseResults<unknown>[][] = chosen.map(() => []);
    for (const own of cases) {
      const source = sourceOf(own.task, own.seed, own.limits);
      for (const [place, part] of chosen.entries()) {
        const examined: Examined<unknown>[] = [];
        for (const subject of own.subjects) {
          work.progress(done++, total, `${part.title} of ${subject.name} on ${own.task.label}`);
          await work.breathe();
          const lacks = part.lacks(subject);
          const make = () =>
            part.examine({ subject, source, device, options, work, seed: own.seed, limits: own.limits });
          const result = lacks === null ? await work.kept(`${part.name}/${subject.id}`, make) : null;
          examined.push({ subject, result, lacks });
        }
        results[place]!.push({ case: own, examined });
      }
    }
    work.progress(total, total, 'done');
    return results;
  } finally {
    await device.close();
  }
}

function findingsOf(
  cases: readonly Case[],
  chosen: readonly AutopsyPart[],
  results: readonly (readonly CaseResults<unknown>[])[],
  options: AutopsyOptions,
): LabFindings {
  const sentences = told.flatMap((part) => {
    const place = chosen.indexOf(part);
    return place === -1 ? [] : part.says(results[place]!);
  });
  const findings = sentences.length === 0 ? 'Nothing was found.' : sentences.join(' ');
  const seen =
    options.champions === 1
      ? 'Each contestant is seen by its best champion alone, so this tells how these nets work, not how often such nets are found'
      : `Each contestant is seen by up to ${options.champions} champions, its best ones`;
  return {
    says: `${findings} ${seen}. Intervals are of 95 % over sequences.`,
    facts: [
      ...cases.map(
        ({ task, subjects }) =>
          [
            task.label,
            subjects
              .map(({ id, name, kind, net, solved, testError }) => {
                const error = testError === null ? 'not tested' : `${(100 * testError).toFixed(2)} % wrong`;
                return `${name} (${kind}, trial ${id.slice(id.lastIndexOf('/') + 1)}, ${net.parameters} parameters, ${error}${solved ? ', solved' : ''})`;
              })
              .join('; '),
          ] as const,
      ),
      ...chosen.flatMap((part) => part.facts(options)),
    ],
    figures: [
      champions(cases, chosen, results),
      ...chosen.flatMap((part, place) => part.figures(results[place]!, options)),
    ],
    data: Object.fromEntries(
      chosen.map((part, place) => [
        part.name,
        results[place]!.map(({ case: { task }, examined }) => ({
          task: task.label,
          champions: examined.map(({ subject, result, lacks }) => ({
            trial: subject.id,
            contestant: subject.contestant.name,
            kind: subject.kind,
            ...(lacks === null ? { result } : { lacks }),
          })),
        })),
      ]),
    ),
  };
}

/** Table of all champions, with what each part has found of them. */
function champions(
  cases: readonly Case[],
  chosen: readonly AutopsyPart[],
  results: readonly (readonly CaseResults<unknown>[])[],
): LabFigure {
  const many = cases.length > 1;
  const rows = cases.flatMap(({ task, subjects }, at) =>
    subjects.map(({ name }, place) => [
      ...(many ? [task.label] : []),
      name,
      ...chosen.flatMap((part, own) => {
        const { result } = results[own]![at]!.examined[place]!;
        return result === null ? part.columns.map(() => null) : part.cells(result);
      }),
    ]),
  );
  return oneDrawing(
    {
      id: 'champions',
      title: 'Champion by champion',
      shows:
        'What was found of each champion, with intervals of 95 %. The figures below have each of it in full. Empty: it could not be examined or, where it does not solve the task, was not.',
    },
    table([...(many ? ['task'] : []), 'champion', ...chosen.flatMap(({ columns }) => columns)], rows),
  );
}
