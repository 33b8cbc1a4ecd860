/** Automata of all champions: figures and words. */
import { referenceDevice } from '../../../engine/reference/reference.ts';
import { wilsonInterval } from '../../../statistics/wilson.ts';
import type { TaskShape } from '../../../tasks/define-task.ts';
import { percent } from '../../../words/numbers.ts';
import { counted } from '../../../words/text.ts';
import type { LabEdge, LabGraph, LabIntervals, LabNode, LabTable } from '../../figure.ts';
import { rounded } from '../../parts/rounded.ts';
import { choiceFigure, table } from '../draw.ts';
import { definePart, found, type Patient, reasonsOf, seenOf } from '../part.ts';
import { statesOf } from '../states.ts';
import { among, shareText, some } from '../words.ts';
import { lacksAlphabet } from './answers.ts';
import { type Agreement, agreementOf, extract, placesOf, positionsOf } from './extract.ts';
import { continuationsOf, futuresOf } from './futures.ts';

/** Automaton as plain JSON. */
export interface FoundAutomaton {
  readonly start: number;
  readonly next: readonly (readonly number[])[];
  readonly answers: readonly (string | null)[];
  /** Reads of each symbol, `[state][symbol]`. */
  readonly reads: readonly (readonly number[])[];
  readonly clusters: number;
  readonly reached: number;
  readonly minimal: number;
  readonly merged: number;
  readonly tried: readonly (readonly [clusters: number, agreement: number])[];
  readonly agreement: Agreement;
}

/** States of the net, and sequences, from which a machine is made, at most. */
const MOST_STATES = 6000;
const MOST_SEQUENCES = 300;
const FEWEST_SEQUENCES = 50;
/** Sequences on which the number of clusters is chosen. */
const CHOOSING = 300;
/** Most states that are drawn. */
const MOST_DRAWN = 24;
/** Share of a state's reads below which a transition counts as rare, and least number of its reads. */
const RARE = { share: 0.01, reads: 3 };
/** Agreement, as the lower end of its interval, from which a net is said to be an automaton. */
const IS_AUTOMATON = 0.9;

export const automaton = definePart<FoundAutomaton>({
  name: 'automaton',
  title: 'finite automaton',
  lacks: ({ task }) => lacksAlphabet(task.facts.shape),
  async examine({ subject, source, device, options, work }: Patient) {
    const { net, parameters } = subject;
    const { shape, steps } = source.choice.facts;
    const read = async (name: string, count: number) => {
      const batch = await source.draw(name, count);
      await work.breathe();
      return { batch, states: statesOf(net, parameters, batch) };
    };
    const fitting = Math.round(MOST_STATES / (steps ?? 1));
    const build = await read('build', Math.max(FEWEST_SEQUENCES, Math.min(MOST_SEQUENCES, fitting)));
    const choose = await read('choose', CHOOSING);
    const places = placesOf(build.batch);
    const able = device.lacks(net, build.batch, ['evaluate', 'carry']) === null ? device : referenceDevice;
    const points =
      options.by === 'positions'
        ? positionsOf(build, places)
        : await futuresOf({ net, parameters, device: able }, build, places, continuationsOf(build.batch));
    await work.breathe();
    const { machine, ...sizes } = extract(shape, build, points, choose, options.clusters);
    const agreement = agreementOf(shape, machine, await read('test', options.sequences));
    return {
      start: machine.start,
      next: machine.next.map((own) => [...own]),
      answers: machine.answers,
      reads: machine.reads.map((own) => [...own]),
      ...sizes,
      agreement,
    };
  },
  figures: (results) => [
    ...choiceFigure(
      {
        id: 'automaton',
        title: 'The finite automaton in the net',
        shows:
          'States are clusters of hidden states, arrows what the net does with a symbol, and the text of a state its answer where it is asked there. Minimal by Moore’s partition refinement; dashed: transitions that the net made in less than 1 % of its reads there. Where no automaton agrees with the net, a table has how well each number of clusters does.',
        reading:
          'Follow the symbols from the start. A net whose automaton agrees with it remembers by being in one state or another; where none agrees it remembers otherwise, by a drifting or graded state.',
      },
      ['task', 'champion'],
      results.flatMap((result) =>
        found(result).map(({ subject, result: own }) => ({
          texts: [result.case.task.label, subject.name],
          drawing:
            withNet(own.agreement).low >= IS_AUTOMATON
              ? drawingOf(own, result.case.task.facts.shape)
              : triedTable(own),
        })),
      ),
      ({ kind }) => kind === 'graph',
    ),
    ...choiceFigure(
      {
        id: 'automaton-agreement',
        title: 'Agreement of net and automaton',
        shows:
          'Share of fresh sequences on which the automaton gives every answer that the net gives, with its 95 % interval.',
      },
      ['task'],
      results.flatMap((result) => {
        const rows = found(result);
        return rows.length === 0 ? [] : [{ texts: [result.case.task.label], drawing: agreements(rows) }];
      }),
    ),
    ...choiceFigure(
      {
        id: 'automaton-sizes',
        title: 'Sizes of the automata',
        shows:
          'Clusters chosen, states that the machine of the clusters reaches, states after Moore’s minimisation, and states after merging those that the data does not tell apart; and how many fresh sequences the automaton, and the net, answer as the task asks.',
      },
      ['task'],
      results.flatMap((result) => {
        const rows = found(result);
        return rows.length === 0 ? [] : [{ texts: [result.case.task.label], drawing: sizesTable(rows) }];
      }),
    ),
  ],
  columns: ['states of the automaton', 'agreement with the net'],
  cells: ({ next, agreement }) => [
    withNet(agreement).low >= IS_AUTOMATON ? next.length : 'none',
    agreementText(agreement),
  ],
  says(results) {
    const rows = seenOf(results);
    const is = rows.filter(({ result: { agreement } }) => withNet(agreement).low >= IS_AUTOMATON);
    const others = rows.filter((row) => !is.includes(row));
    // Those that solve their task first: a net that always answers the same is an automaton of one state.
    const smallest = [...is].sort(
      (a, b) => Number(b.solved) - Number(a.solved) || a.result.next.length - b.result.next.length,
    );
    const are = smallest.map(
      ({ name, result: { next, agreement } }) =>
        `${name} (${counted(next.length, 'state')}, agreement ${agreementText(agreement)})`,
    );
    const reasons = reasonsOf(results).map((reason) => `No automaton is sought: ${reason}.`);
    if (rows.length === 0) return reasons;
    const best = others.reduce<Agreement | null>(
      (held, { result: { agreement } }) =>
        held === null || withNet(agreement).share > withNet(held).share ? agreement : held,
      null,
    );
    const most = Math.max(...others.flatMap(({ result: { tried } }) => tried.map(([clusters]) => clusters)));
    const none =
      best === null
        ? ''
        : others.length === 1
          ? ` No automaton from up to ${most} clusters does what ${others[0]!.name} does (agreement ${agreementText(best)}).`
          : ` No automaton from up to ${most} clusters does what the other ${others.length} do (at best agreement ${agreementText(best)}).`;
    const first =
      is.length === 0
        ? `None of ${counted(rows.length, 'champion')} is a finite automaton.`
        : `${among(is.length, rows.length)} ${is.length === 1 ? 'is a finite automaton' : 'are finite automata'}: ${some(are)}.`;
    return [`${first}${none}`, ...reasons];
  },
  facts: ({ by, clusters, sequences }) => [
    [
      'automaton',
      `hidden states clustered by ${
        by === 'futures' ? 'the answers after 32 continuations' : 'their distance'
      }, k-means, at most ${clusters} clusters, their number chosen on ${CHOOSING} sequences, agreement on ${sequences} others`,
    ],
  ],
});

function withNet({ withNet: right, sequences }: Agreement): { share: number; low: number; high: number } {
  return { share: right / sequences, ...wilsonInterval(right, sequences) };
}

function agreementText(agreement: Agreement): string {
  const { share, low, high } = withNet(agreement);
  return shareText(share, low, high);
}

type Rows = ReturnType<typeof found<FoundAutomaton>>;

const agreements = (rows: Rows): LabIntervals => ({
  kind: 'intervals',
  x: { name: 'sequences answered as the net does', scale: 'linear', low: 0, high: 1, share: true },
  rows: rows.map(({ subject, result: { agreement, next } }) => {
    const { share, low, high } = withNet(agreement);
    return {
      name: subject.name,
      colour: subject.colour,
      value: rounded(share),
      interval: [rounded(low)!, rounded(high)!] as const,
      note: counted(next.length, 'state'),
    };
  }),
});

const sizesTable = (rows: Rows): LabTable =>
  table(
    ['champion', 'clusters', 'reached', 'minimal', 'merged', 'automaton right', 'net right'],
    rows.map(({ subject, result: { clusters, reached, minimal, merged, agreement } }) => [
      subject.name,
      ...[clusters, reached, minimal, merged],
      percent(agreement.withTask / agreement.sequences),
      percent(agreement.netWithTask / agreement.sequences),
    ]),
  );

/** Table in place of an automaton that does not agree: how well each number of clusters does. */
const triedTable = ({ tried }: FoundAutomaton): LabTable =>
  table(
    ['clusters', 'sequences answered as the net does'],
    tried.map(([clusters, share]) => [clusters, percent(share)]),
  );

/** Graph of an automaton, or a table in its place where it has too many states. */
function drawingOf(automatonFound: FoundAutomaton, shape: TaskShape): LabGraph | LabTable {
  const { next, answers, reads, start } = automatonFound;
  const names = symbolNames(shape);
  if (next.length > MOST_DRAWN)
    return table(
      ['state', 'answer', 'reads', 'transitions'],
      next.map((own, state) => [
        nameOf(state, start),
        answers[state] ?? 'never asked',
        sum(reads[state]!),
        groupsOf(own)
          .map(({ to, symbols }) => `${symbolText(symbols, names)} → ${nameOf(to, start)}`)
          .join(', '),
      ]),
    );
  const total = reads.reduce((held, own) => held + sum(own), 0);
  const nodes = next.map((own, state): LabNode => {
    const share = sum(reads[state]!) / Math.max(1, total);
    const never = own.flatMap((to, symbol) => (to === -1 ? [symbol] : []));
    const lines = [
      nameOf(state, start),
      answers[state] === null ? 'never asked' : `answers ${answers[state]}`,
      `${percent(share)} of the steps`,
      ...(never.length === 0 || never.length === own.length
        ? []
        : [`never reads ${symbolText(never, names)}`]),
    ];
    const mark = state === start ? 'start' : answers[state] === null ? undefined : ('accepting' as const);
    return { id: String(state), text: lines.join('\n'), ...(mark === undefined ? {} : { mark }) };
  });
  const edges = next.flatMap((own, state) =>
    groupsOf(own).flatMap(({ to, symbols }): LabEdge[] => {
      const isRare = (symbol: number): boolean => {
        const count = reads[state]![symbol]!;
        return count < RARE.reads || count < RARE.share * sum(reads[state]!);
      };
      const edge = (chosen: readonly number[], dashed: boolean): LabEdge[] =>
        chosen.length === 0
          ? []
          : [
              {
                from: String(state),
                to: String(to),
                text: symbolText(chosen, names),
                ...(dashed ? { mark: 'dashed' as const } : {}),
              },
            ];
      return [
        ...edge(
          symbols.filter((symbol) => !isRare(symbol)),
          false,
        ),
        ...edge(symbols.filter(isRare), true),
      ];
    }),
  );
  const marks = { start: 'start', accepting: 'asked for its answer' };
  return { kind: 'graph', flow: 'right', nodes, edges, marks };
}

const sum = (counts: readonly number[]): number => counts.reduce((held, count) => held + count, 0);

const nameOf = (state: number, start: number): string => (state === start ? 'start' : `q${state}`);

const symbolNames = ({ inputs, inputNames }: TaskShape): string[] =>
  Array.from({ length: inputs.size }, (_, symbol) => inputNames?.[symbol] ?? String(symbol));

/** Most symbols that a text names one by one. */
const MOST_NAMED = 8;

const symbolText = (symbols: readonly number[], names: readonly string[]): string =>
  symbols.length === names.length && names.length > 2
    ? 'any'
    : symbols.length > MOST_NAMED
      ? counted(symbols.length, 'symbol')
      : symbols.map((symbol) => names[symbol]!).join(' ');

/** Symbols that lead from a state to the same next one. */
function groupsOf(next: readonly number[]): { readonly to: number; readonly symbols: number[] }[] {
  const groups = new Map<number, number[]>();
  for (const [symbol, to] of next.entries()) {
    if (to !== -1) groups.set(to, [...(groups.get(to) ?? []), symbol]);
  }
  return [...groups].map(([to, symbols]) => ({ to, symbols }));
}
