/**
 * Handover: a contestant that begins with one learner and ends with another, on the same parameter vector. A search by a
 * population finds the region and gradients the bottom of it, or the reverse: the "hybrid training" of Yao (1999),
 * "Evolving artificial neural networks", Proceedings of the IEEE 87, section II.D.
 *
 * Parts are the learners that find the weights of a given net. One that breeds structure, or draws nets of its own, shares
 * no parameter vector with others, and one that learns from sampled episodes no lessons.
 */
import { defaultArchitecture } from '../../nets/index.ts';
import { nameWith } from '../../options/written.ts';
import { countsOf } from '../counts.ts';
import { type Asking, type ContestantPreset, defineLearner, type Learner, type Unit } from '../learner.ts';
import { misfit } from '../misfit.ts';
import { HandoverSearch } from './handover-search.ts';
import { handoverMeasures } from './measures.ts';
import { type Part, partsReader } from './parts.ts';
import { type HandoverSettings, handoverSettings, handoverSpace, sharesOf, usual } from './settings.ts';

/** Bytes a parameter of a search that does not tell its own. */
const BYTES = 100;

/** The handover between contestants of these learners. */
export function handoverOf(learners: readonly Learner[]) {
  const read = partsReader(learners);
  const partsOf = (settings: object) => read((settings as HandoverSettings).parts).parts;
  /** Parts that run at all, with the share of the budget that each has. */
  const running = (settings: object): readonly { readonly part: Part; readonly share: number }[] => {
    const shares = [0, ...sharesOf((settings as HandoverSettings).at), 1];
    return partsOf(settings)
      .map((part, index) => ({ part, share: shares[index + 1]! - shares[index]! }))
      .filter(({ share }) => share > 0);
  };
  /** The part with the most of the budget, the earlier one of two alike. */
  const longest = (settings: object) =>
    running(settings).reduce((most, one) => (one.share > most.share ? one : most)).part;

  const presetWith = (preset: ContestantPreset, written: Readonly<Record<string, unknown>>) => {
    const text = written.parts ?? preset.settings.parts;
    const { net, netOptions } = read(String(text));
    return {
      ...preset,
      ...(net === defaultArchitecture.name ? {} : { net }),
      settings: { ...netOptions, parts: preset.settings.parts, at: preset.settings.at },
    };
  };

  return defineLearner({
    name: 'handover',
    kind: 'other',
    counts: 'evaluations',
    countsWith: (settings) =>
      [
        ...new Set(running(settings).flatMap(({ part }) => countsOf(part.learner, part.settings))),
      ] as readonly Unit[],
    pacedByBudget: true,
    atWork: 'learning',
    measures: handoverMeasures(learners),
    summary: 'begins with one learner and ends with another, at a share of the budget',
    source: 'Yao (1999), Proceedings of the IEEE 87, section II.D',
    settings: handoverSettings(read),
    space: handoverSpace,
    unsearched: { parts: 'a contestant for each tells more' },
    contestants: [
      presetWith(
        {
          name: 'handover',
          summary: 'genitor first, then msgd-cr on the net that it bred; any two of one net',
          settings: usual,
          tunes: ['at', 'spread', 'hidden', 'initialisation'],
        },
        {},
      ) as ContestantPreset<'handover'>,
    ],
    presetWith,
    nameWith: (settings) => {
      const { parts, at } = settings as unknown as HandoverSettings;
      const names = read(parts).parts.map(({ preset, changed }) => nameWith(preset.name, changed));
      return { name: `${names.join('>')}@${at}`, tells: ['parts', 'at'] };
    },
    calls: (settings) => {
      const calls = partsOf(settings).flatMap(({ learner, settings: own }) => learner.calls(own));
      return calls.filter(
        (call, index) => calls.findIndex((other) => JSON.stringify(other) === JSON.stringify(call)) === index,
      );
    },
    fits: (net, settings) => {
      for (const { preset, learner, settings: own } of partsOf(settings)) {
        const lack = misfit(learner, net, own);
        if (lack !== null) return `has the part ${preset.name}, whose learner ${learner.name} ${lack}`;
      }
      return null;
    },
    asks: (settings): Asking => {
      const { learner, settings: own } = longest(settings);
      return learner.asks!(own);
    },
    begins: (settings) => {
      const [{ part } = { part: longest(settings) }] = running(settings);
      return part === longest(settings) ? (part.learner.begins?.(part.settings) ?? 1) : 1;
    },
    holds: (settings, parameters) =>
      8 * parameters +
      Math.max(
        ...partsOf(settings).map(
          ({ learner, settings: own }) => learner.holds?.(own, parameters) ?? BYTES * parameters,
        ),
      ),
    start: (problem, settings, snapshot) => {
      const { at, spread } = settings as unknown as HandoverSettings;
      return HandoverSearch.start(
        problem,
        { parts: partsOf(settings), shares: sharesOf(at), spread },
        snapshot,
      );
    },
  });
}
