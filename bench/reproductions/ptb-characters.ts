/** Reproduction: small nets that learn from characters of the Penn Treebank more than counting pairs of them tells. */
import type { RunFile } from '../../src/store/run-file.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import { duration } from '../../src/words/time.ts';
import { table } from '../results.ts';
import type { Afterwards, Reproduction } from './reproduction.ts';

const HIDDEN = 100;
/** Bits a character on the test text of counting with two characters of context (Witten-Bell smoothing). */
const COUNTING = 2.6478;
/** Rows of the curve, each at twice the cost of the one before. */
const ROWS = 12;

export const text: Reproduction = {
  name: 'ptb-characters',
  title: 'Text: characters of the Penn Treebank',
  claim: `The next character of the Penn Treebank, with ${HIDDEN} hidden units and 20 streams whose states are carried from chunk to chunk, comes below ${COUNTING} bits a character on the test text, the result of counting with two characters of context, within 15 minutes a trial.`,
  data: 'ptb.char.train.txt, ptb.char.valid.txt and ptb.char.test.txt, as docs/tasks.md describes them',
  spec: (data) => ({
    tasks: [resolveTask('ptb-characters', { data })],
    contestants: [
      resolveContestant('adam', { hidden: HIDDEN, batch: 20, learningRate: 0.003 }, { as: 'elman' }),
      resolveContestant(
        'adam',
        { net: 'lstm', hidden: HIDDEN, batch: 20, learningRate: 0.003 },
        { as: 'lstm' },
      ),
    ],
    seeds: 1,
    seed: 1,
    budget: { macs: 2e12 },
    device: 'wasm',
  }),
  isLong: true,
  holds: (results) =>
    [...results.values()].flat().every(({ testLoss, cost }) => {
      return testLoss !== null && testLoss < COUNTING && cost.seconds < 15 * 60;
    }),
  after: curves,
};

/** Validation curves of the first seed of each contestant: validations at costs that double. */
async function curves(run: RunFile): Promise<Afterwards> {
  const rows = run.trials().flatMap(({ id, contestant }) => {
    const measured = run.metrics(id);
    const all = measured.at(-1)?.cost.macs ?? 0;
    const levels = Array.from({ length: ROWS }, (_, row) => all / 2 ** (ROWS - 1 - row));
    const chosen = levels.map((macs) => measured.findLast(({ cost }) => cost.macs <= macs));
    return [...new Set(chosen)].flatMap((reached) => {
      if (reached === undefined) return [];
      const { cost, validationLoss } = reached;
      const macs = cost.macs === 0 ? '0' : cost.macs.toExponential(2);
      return [[contestant, macs, String(cost.updates), duration(cost.seconds), validationLoss.toFixed(3)]];
    });
  });
  const head = ['contestant', 'MACs', 'updates', 'time', 'validation (bits a character)'];
  return { text: `Curves:\n\n${table(head, rows)}`, holds: true };
}
