/** Nets panel: one test sequence through the champions of two contestants, their states over time, their answers. */

import { type ReactElement, useContext, useMemo } from 'react';
import type { Batch } from '../../engine/batch.ts';
import { graphParts } from '../../export/graph-parts.ts';
import type { Learner } from '../../learners/learner.ts';
import type { GraphNet } from '../../nets/graph-net.ts';
import { architectureOf } from '../../nets/index.ts';
import { netOf } from '../../nets/net-of.ts';
import { filledStrips } from '../../nets/strips.ts';
import type { TaskShape } from '../../tasks/define-task.ts';
import { reachedText, showsError } from '../../tournament/spec/criterion.ts';
import type { Contestant, TaskChoice, TournamentSpec } from '../../tournament/spec/tournament.ts';
import type { EpisodeSpecimens } from '../../tournament/trial/episode-specimens.ts';
import { learnsBy } from '../../watch/racing.ts';
import { championKey, isBetter, type Story, type StoryChampion } from '../../watch/story.ts';
import { share } from '../../words/numbers.ts';
import { printable } from '../../words/printable.ts';
import { type Area, GAP } from '../model/layout.ts';
import { type Passage, passageOf } from '../model/nets-model.ts';
import { modulo } from '../model/screen.ts';
import type { Specimens } from '../model/shown.ts';
import { ColoursContext } from '../terminal/lines.tsx';
import {
  bad,
  type Colours,
  contestantSign,
  contestantStyle,
  faint,
  good,
  strong,
} from '../terminal/styles.ts';
import { beside, fit, type Line, line, span, widthOf } from '../terminal/text.ts';
import { bothEnds, firstFitting, pieceLines, sentenceLines } from '../terminal/wrapped.ts';
import { answerText, lettersText, saysLines, targetLine } from './nets-answers.ts';
import { episodeLines, type Played } from './nets-episode.ts';
import { allot, chosenStrip, hasSeveral, labelsFor, restText, statesLines } from './nets-states.ts';
import { inputLines, LABELS, rulerLine, type Strip, stripOf } from './nets-strips.ts';
import { Panel, type PanelProps } from './panel.tsx';

export interface NetsProps extends Area {
  readonly spec: TournamentSpec;
  readonly champions: Story['champions'];
  readonly task: TaskChoice;
  readonly specimens: Specimens | undefined;
  readonly sequence: number;
  /** Steps from the contestants that are shown by default, above and below. */
  readonly above: number;
  readonly below: number;
  /** Steps from all strips of nets with gates through each alone. */
  readonly strip: number;
  readonly focused: boolean;
  /** Seconds since the session began, by which episodes go on; null or left out: they stand still. */
  readonly moment?: number | null;
}

/** Contestant that has a net to show. */
interface Shower {
  readonly index: number;
  readonly contestant: Contestant;
  readonly champion: StoryChampion;
}

export function Nets(props: NetsProps): ReactElement {
  return props.specimens?.state === 'episodes' ? (
    <Episodes {...props} episodes={props.specimens.episodes} />
  ) : (
    <Sequences {...props} />
  );
}

/** Champions in episodes of their own. */
function Episodes(props: NetsProps & { readonly episodes: EpisodeSpecimens }): ReactElement {
  const { spec, champions, task, episodes, above, below, focused, width, height } = props;
  const colours = useContext(ColoursContext);
  const pair = choosePair(spec, champions, task.label, above, below);
  const number = modulo(props.sequence, episodes.episodes);
  const first = usePlayed(pair[0], task, episodes, number);
  const second = usePlayed(pair[1], task, episodes, number);
  const played = [first, second].filter((one) => one !== null);
  const strips = played.map((one) => one.strips);
  const lines = episodeLines({
    shape: task.facts.shape,
    played,
    moment: props.moment ?? null,
    chosen: chosenStrip(strips, props.strip),
    ...{ width, height, colours },
  });
  const keys = focused
    ? ['  ←→ episode', ...(hasSeveral(strips) ? [', s strips'] : []), ', ↑ left net, ↓ right net']
    : [];
  const about = [`test episode ${number + 1} of ${episodes.episodes}`, ...keys];
  return <Framed {...{ focused, about, lines, width, height }} />;
}

interface FramedProps extends Pick<NetsProps, 'focused' | 'width' | 'height'> {
  readonly about: readonly string[];
  readonly lines: PanelProps['lines'];
}

function Framed({ about, ...rest }: FramedProps): ReactElement {
  return <Panel name="nets" about={about.map((text) => span(text, faint))} {...rest} />;
}

/** Memoised recording: made again only when the net or the episode is another one. */
function usePlayed(
  shower: Shower | undefined,
  task: TaskChoice,
  episodes: EpisodeSpecimens,
  number: number,
): Played | null {
  return useMemo(() => {
    if (shower === undefined) return null;
    const { index, contestant, champion } = shower;
    const seed = champion.trial.slice(champion.trial.lastIndexOf('/') + 1);
    const about = `seed ${seed}, ${reachedBy(task, champion)}`;
    const net = champion.net ?? netOf(contestant, task.facts.shape)?.net ?? null;
    const head = { index, name: contestant.name, about };
    if (net === null || net.parameters !== champion.parameters.length)
      return { ...head, recording: null, strips: [] };
    const recording = episodes.record(net, champion.parameters, number);
    const strips = recording.shown.length === 0 ? [] : architectureOf(net).strips(net);
    const graph =
      net.architecture === 'graph'
        ? graphParts(net as GraphNet, champion.parameters, task.facts.shape)
        : null;
    return { ...head, recording, strips: filledStrips(strips, recording.shown), graph };
  }, [shower?.index, shower?.contestant, shower?.champion, task, episodes, number]);
}

/** Champions on one sequence that all of them read. */
function Sequences(props: NetsProps): ReactElement {
  const { spec, champions, task, specimens, above, below, focused, width, height } = props;
  const colours = useContext(ColoursContext);
  const pair = choosePair(spec, champions, task.label, above, below);
  const [upper, lower] = pair;
  const batch = specimens?.state === 'there' ? specimens.batch : null;
  const sequence = batch === null ? 0 : modulo(props.sequence, batch.sequences);
  const first = usePassage(upper, task, batch, sequence);
  const second = usePassage(lower, task, batch, sequence);
  const passages = [first, second];
  const about =
    batch === null
      ? ['one test sequence through two champions']
      : [
          `test sequence ${sequence + 1} of ${batch.sequences}`,
          `, ${batch.lengths[sequence]} steps`,
          ...(focused
            ? [
                '  ←→ sequence',
                ...(hasSeveral(stripsIn(passages)) ? [', s strips'] : []),
                ', ↑ upper net, ↓ lower net',
              ]
            : []),
        ];
  const lines = netsLines({
    task,
    pair,
    passages,
    specimens,
    sequence,
    strip: props.strip,
    width,
    height,
    colours,
  });
  return <Framed {...{ focused, about, lines, width, height }} />;
}

/** Memoised trace: computed again only when the net or the sequence is another one. */
function usePassage(
  shower: Shower | undefined,
  task: TaskChoice,
  batch: Batch | null,
  sequence: number,
): Passage | null | undefined {
  const { contestant } = shower ?? {};
  const { net: own, parameters } = shower?.champion ?? {};
  return useMemo(() => {
    if (contestant === undefined || parameters === undefined || batch === null) return undefined;
    const net = own ?? netOf(contestant, task.facts.shape)?.net ?? null;
    if (net === null || net.parameters !== parameters.length) return null;
    return passageOf(net, parameters, batch, sequence);
  }, [contestant, own, parameters, batch, sequence, task]);
}

/**
 * Pair of champions: the best of those that learn by evaluations and the best of those that learn by updates, or the two
 * best. From those the keys step through the others.
 */
export function choosePair(
  spec: TournamentSpec,
  champions: Story['champions'],
  task: string,
  above: number,
  below: number,
): Shower[] {
  const known = spec.contestants.flatMap((contestant, index) => {
    const champion = champions.get(championKey(task, contestant.name));
    return champion === undefined ? [] : [{ index, contestant, champion }];
  });
  if (known.length < 2) return known;
  const byRank = [...known].sort((a, b) => (isBetter(a.champion, b.champion) ? -1 : 1));
  const best = (unit: Learner['counts']): Shower | undefined =>
    byRank.find(({ contestant }) => learnsBy(contestant.learner, unit));
  const upper = best('evaluations') ?? byRank[0]!;
  const lower = [best('updates'), ...byRank].find((one) => one !== undefined && one !== upper)!;
  const stepped = (list: readonly Shower[], from: Shower, steps: number): Shower =>
    list[modulo(list.indexOf(from) + steps, list.length)]!;
  const shownAbove = stepped(known, upper, above);
  const others = known.filter((one) => one !== shownAbove);
  return [shownAbove, stepped(others, others.includes(lower) ? lower : upper, below)];
}

export interface NetsLinesProps extends Area {
  readonly task: TaskChoice;
  readonly pair: readonly Shower[];
  /** Traces of the pair; null where one would take too long, undefined where there is nothing yet. */
  readonly passages: readonly (Passage | null | undefined)[];
  readonly specimens: Specimens | undefined;
  readonly sequence: number;
  readonly strip: number;
  readonly colours: Colours;
}

/** Strips of the nets that could be followed, `[net][strip]`. */
const stripsIn = (passages: NetsLinesProps['passages']): Passage['strips'][] =>
  passages.flatMap((passage) => (passage ? [passage.strips] : []));

/** Fewest columns for nets side by side, which show more units. */
const SIDE_BY_SIDE = 110;
/** Most steps that share a column of nets with gates side by side. */
const SHARED_STEPS = 4;

export function netsLines(props: NetsLinesProps): Line[] {
  const { task, pair, passages, specimens, sequence, width, height } = props;
  const room = height - 1;
  if (specimens?.state === 'failed') {
    return sentenceLines(`no test sequences: ${printable(specimens.reason)}`, width, room, bad);
  }
  if (pair.length === 0) return [line(' no net has been validated yet', faint)];
  if (specimens?.state !== 'there') return [line(' drawing test sequences', faint)];
  const steps = specimens.batch.lengths[sequence]!;
  const half = Math.floor((width - GAP) / 2);
  const strips = stripsIn(passages);
  // Rows for all strips are worth more than a column for each step.
  const columns = (half - labelsFor(strips, half)) * (hasSeveral(strips) ? SHARED_STEPS : 1);
  if (pair.length === 2 && width >= SIDE_BY_SIDE && steps <= columns) {
    const column = (number: number): Line[] => {
      const one = { ...props, pair: [pair[number]!], passages: [passages[number]], width: half };
      return stacked(one, specimens.batch, room, strips);
    };
    return [...beside(column(0), half, column(1), GAP), ...legendLines(task, width)].slice(0, room);
  }
  const legend = legendLines(task, width);
  const lines = stacked(props, specimens.batch, room - (room >= 16 ? legend.length : 0));
  return [...lines, ...legend].slice(0, room);
}

/** Meaning of the letters of inputs and answers, where they are not the names themselves. */
function legendLines({ facts: { shape } }: TaskChoice, width: number): Line[] {
  const names = [
    shape.inputs.kind === 'symbols' ? lettersText(shape.inputNames, shape.inputs.size) : '',
    shape.scored === 'masked' ? lettersText(shape.outputNames, shape.outputs) : '',
  ];
  const pieces = [...new Set(names.filter((one) => one !== ''))].flatMap((one) => one.split(', '));
  return pieceLines(pieces, width, faint, ' '.repeat(LABELS));
}

/** Sequence, and below it the nets, one below the other. */
function stacked(
  props: NetsLinesProps,
  batch: Batch,
  room: number,
  strips: readonly Passage['strips'][] = stripsIn(props.passages),
): Line[] {
  const { task, pair, passages, sequence, width, colours } = props;
  const { shape } = task.facts;
  const reached = (champion: StoryChampion): string => reachedBy(task, champion);
  const chosen = chosenStrip(strips, props.strip);
  const strip = stripOf(batch.lengths[sequence]!, width, labelsFor(strips, width));
  const shared = [rulerLine(strip), ...inputLines(batch, sequence, shape, strip, room >= 14 ? 3 : 2)];
  const known = passages.find((passage) => passage !== null && passage !== undefined);
  const several = known !== undefined && known !== null && known.answers.length > 1;
  if (several) shared.push(targetLine(known, shape, strip));
  // Two nets need a head, and a row each for states and answers.
  const nets = room - shared.length >= 8 ? pair : pair.slice(0, 1);
  const lines = [...shared];
  for (const [number, shower] of nets.entries()) {
    // Rows that a small net leaves free go to the next one.
    const height = Math.floor((room - lines.length) / (nets.length - number));
    lines.push(
      ...netLines(shower, passages[number], {
        ...{ shape, reached, strip, chosen, several, width, height, colours },
      }),
    );
  }
  return lines.slice(0, Math.max(0, room));
}

/** Text of the validation of a champion. */
function reachedBy({ facts: { success } }: TaskChoice, { error, score }: StoryChampion): string {
  return showsError(success) ? `${share(error)} wrong` : reachedText(success, { error, score });
}

interface NetArea extends Area {
  /** Text of the validation of a champion. */
  readonly reached: (champion: StoryChampion) => string;
  readonly shape: TaskShape;
  readonly strip: Strip;
  /** Name of the strip that is shown alone; null for all. */
  readonly chosen: string | null;
  /** True where more than one step is scored. */
  readonly several: boolean;
  readonly colours: Colours;
}

function netLines(
  { index, contestant, champion }: Shower,
  passage: Passage | null | undefined,
  { shape, reached, strip, chosen, several, width, height, colours }: NetArea,
): Line[] {
  const seed = champion.trial.slice(champion.trial.lastIndexOf('/') + 1);
  const head: Line = [
    span(`${contestantSign(index)} `, { ...contestantStyle(index), weight: 'strong' }),
    span(fit(contestant.name, Math.min(widthOf(contestant.name), Math.max(4, width - 4))), strong),
  ];
  const about = span(`  seed ${seed}, ${reached(champion)}`, faint);
  const headed = firstFitting([[...head, about], head], width);
  if (passage === null) {
    const why = sentenceLines('Too large to be followed step by step.', width, height - 1, faint);
    return [headed, ...why];
  }
  if (passage === undefined) return [headed];
  const { text, right } = answerText(passage, shape);
  const { strips } = passage;
  const answerRows = several ? (height >= 6 ? 2 : 1) : 0;
  const allotted = allot(strips, chosen, Math.max(1, height - 1 - answerRows), colours);
  const rest = restText(strips, allotted, chosen, colours);
  const which = rest === '' ? [] : [span(rest, faint)];
  const says = span(`${right ? '✓' : '✗'} ${text}`, right ? good : bad);
  const candidates = [[...head, about, span('  '), says], [...head, span('  '), says], headed];
  // A key for strips that are hidden is worth more than where the net comes from.
  const reserved = allotted.length < strips.length && chosen === null ? widthOf(rest) + 1 : 0;
  const left = firstFitting(candidates, width - reserved);
  return [
    bothEnds(left.length > 0 ? left : firstFitting(candidates, width), which, width),
    ...statesLines(strips, allotted, strip, colours),
    ...(several ? saysLines(passage, shape, strip, answerRows) : []),
  ].slice(0, height);
}
