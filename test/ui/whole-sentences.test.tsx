import fc from 'fast-check';
import { renderToString } from 'ink';
import { describe, expect, it } from 'vitest';
import { TRIAL_MARKS_MEANING } from '../../src/ui/charts/marks.ts';
import { firstScreen, panels, type Screen } from '../../src/ui/model/screen.ts';
import type { Shown } from '../../src/ui/model/shown.ts';
import { gradientSentence, populationSentence } from '../../src/ui/panels/inside-words.ts';
import { readings } from '../../src/ui/panels/panel-reading.ts';
import { type Part, pictureOf } from '../../src/ui/panels/picture.tsx';
import { ColoursContext } from '../../src/ui/terminal/lines.tsx';
import { line } from '../../src/ui/terminal/text.ts';
import { sentenceLines, sentencesOf, wholeSentences, wrapped } from '../../src/ui/terminal/wrapped.ts';
import { wrap } from '../../src/words/text.ts';
import { finished, gradientInside, midway, shownAfter, specOf, started } from '../support/ui/scenes.ts';

const VERDICT =
  'Not enough evidence: 2 seeds are too few for 3 contestants; 6 would do where the difference is clear. Seen: ga solved 1 of 2 at a median of 2.0e9 MACs; sgd solved 0 of 2, test error 60 %. Incomplete: 2 of 4 trials did not finish.';
const NOTE =
  'Another program holds the run file, so nothing is written to it for now. The trials go on, and what they find is kept in memory.';
const FAULT = 'failed: task order: target: gave 7 at step 19 of sequence 3, where a class from 0 to 3 is due';

const three = { contestants: ['ga', 'sgd', 'cr'] };
const failing = shownAfter(specOf(three), [
  started('order/ga/1'),
  finished('order/ga/1', 'failed', {
    stop: { reason: 'failed', detail: FAULT.replace('failed: ', '') },
  }),
]);
const scenes: readonly Shown[] = [
  shownAfter(specOf(three)),
  midway(three),
  { ...midway({ tasks: ['order', 'addition'], ...three }), note: NOTE },
  { ...midway(three), keys: false },
  failing,
  {
    ...midway(three),
    over: 'done',
    watched: true,
    verdict: (width) => [
      line('contestant  solved'),
      line('ga          1 of 2'),
      line('sgd         0 of 2'),
      [],
      ...wrap(VERDICT, width - 1).map((text) => line(text)),
    ],
  },
];

/** Whatever is said in sentences, in any of the scenes. */
const sentences = [
  ...sentencesOf(VERDICT),
  ...sentencesOf(NOTE),
  ...panels.flatMap((panel) => readings[panel].flatMap(({ text }) => sentencesOf(text))),
  `‖∂E/∂h_t‖ ${gradientSentence(gradientInside(0).stateNorms)}`,
  ...[...midway(three).story.trials.values()]
    .map(({ moments }) => populationSentence(moments))
    .filter((text) => text !== ''),
  'Nothing to see before its first validation.',
  'Nobody has been validated yet.',
  'Too large to be followed step by step.',
  TRIAL_MARKS_MEANING,
  FAULT,
];

const flat = (rows: readonly string[]): string => rows.join(' ').replaceAll(/\s+/g, ' ');
const rowsOf = ({ element, width }: Part): string[] =>
  renderToString(<ColoursContext.Provider value={0}>{element}</ColoursContext.Provider>, {
    columns: width,
  }).split('\n');

/** Sentences that begin in the text and do not end in it. */
const cutIn = (text: string): string[] =>
  sentences.filter((sentence) => {
    const whole = flat([sentence]);
    const beginning = whole.split(' ').slice(0, 3).join(' ');
    return (
      text.includes(beginning) &&
      !sentences.some((one) => flat([one]).startsWith(beginning) && text.includes(flat([one])))
    );
  });

const screens = fc.record({
  panel: fc.constantFrom(...panels),
  help: fc.boolean(),
  page: fc.integer({ min: 0, max: 6 }),
  beside: fc.boolean(),
  inside: fc.constantFrom(null, 0, 1, 2),
  task: fc.constant(0),
}) as fc.Arbitrary<Partial<Screen>>;

describe('sentences on the screen', () => {
  it('are whole, wrapped or left out, and never cut, at any size from 40x12 to 200x60', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 200 }),
        fc.integer({ min: 12, max: 60 }),
        fc.constantFrom(...scenes),
        screens,
        (width, height, shown, chosen) => {
          const screen = { ...firstScreen, ...chosen };
          for (const part of pictureOf({ shown, screen, size: { width, height }, colours: 0 })) {
            const rows = rowsOf(part);
            expect(rows.join('\n')).not.toContain('…');
            const half = Math.floor((part.width - 2) / 2);
            const halves = [rows.map((row) => row.slice(0, half)), rows.map((row) => row.slice(half))];
            const isSplit = part.key === 'nets' || (part.key === 'inside' && screen.beside);
            const texts = isSplit && part.width >= 60 ? halves : [rows];
            for (const text of texts) expect(cutIn(flat(text))).toEqual([]);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('show every page of the help with all that there is to read', () => {
    for (const panel of panels) {
      const text = flat(
        Array.from({ length: 12 }, (_, page) => page).flatMap((page) =>
          pictureOf({
            shown: midway(three),
            screen: { ...firstScreen, panel, help: true, page },
            size: { width: 50, height: 14 },
            colours: 0,
          })
            .filter(({ key }) => key === 'help')
            .flatMap(rowsOf),
        ),
      );
      for (const { text: reading } of readings[panel]) {
        for (const sentence of sentencesOf(reading)) expect(text).toContain(sentence);
      }
      expect(text).toContain('stop the trials and keep the run');
    }
  });
});

describe('text in lines', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,60}$/), { maxLength: 30 }).map((all) => all.join(' '));

  it('is all there, and no line is wider than it may be', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 3, max: 80 }), (text, width) => {
        const lines = wrapped(text, width, ' ');
        for (const one of lines) expect(one.length).toBeLessThanOrEqual(width);
        expect(
          lines
            .map((one) => one.trim())
            .join('')
            .replaceAll(' ', ''),
        ).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  it('loses whole sentences from its end where there are too few lines', () => {
    const text = 'One is short. Two is a little longer than that. Three.';
    const shown = (most: number): string =>
      sentenceLines(text, 24, most)
        .map((one) =>
          one
            .map((part) => part.text)
            .join('')
            .trim(),
        )
        .join(' ');
    expect([shown(0), shown(1), shown(2), shown(3), shown(4)]).toEqual([
      '',
      'One is short.',
      'One is short.',
      text,
      text,
    ]);
  });

  it('wrapped by others ends where a sentence does, and a table anywhere', () => {
    const lines = [
      'name  solved',
      'a     1 of 2',
      'b     0 of 2',
      '',
      'One is',
      'short. Two',
      'is so too.',
    ].map((text) => line(text));
    expect([0, 1, 2, 4, 5, 6, 7].map((most) => wholeSentences(lines, most).length)).toEqual([
      0, 1, 2, 3, 3, 3, 7,
    ]);
  });
});
