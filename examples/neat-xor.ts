/**
 * XOR evolved by NEAT from a program: a domain of your own needs no more than a loss of a genome. Here it is that of
 * Stanley & Miikkulainen (2002): 16 less the fitness (4 - the sum of the absolute errors)², on nets without cycles that
 * relax before they are read. It takes a second.
 *
 *     npx node examples/neat-xor.ts
 */
import { GraphRunner, NeatEvolution, neatSettings } from 'genoprop';

const cases = [
  [0, 0, 0],
  [0, 1, 1],
  [1, 0, 1],
  [1, 1, 0],
] as const;

const tell = (line: string): boolean => process.stdout.write(`${line}\n`);

const settings = neatSettings('classic-2002', {
  recurrentLinks: 0,
  fitness: 'offset',
  fitnessOffset: 16,
});
const evolution = new NeatEvolution({ inputs: 2, outputs: 1 }, settings, 1);

for (;;) {
  const losses: number[] = [];
  for (const genome of evolution.genomes) {
    const runner = new GraphRunner(genome);
    const answers = cases.map(([one, other]) => runner.relax([one, other])[0]!);
    const errors = answers.map((answer, index) => Math.abs(answer - cases[index]![2]));
    losses.push(16 - (4 - errors.reduce((sum, error) => sum + error, 0)) ** 2);
    if (errors.some((error) => error >= 0.5)) continue;
    const links = genome.links.filter(({ enabled }) => enabled);
    tell(
      `generation ${evolution.generation}: solved with ${genome.hidden.length} hidden nodes and ${links.length} links`,
    );
    for (const { from, to, weight } of links) tell(`  ${from} -> ${to}: ${weight.toFixed(2)}`);
    process.exit(0);
  }
  evolution.tell(losses);
  const { best, species } = evolution;
  tell(
    `generation ${evolution.generation}: fitness ${(16 - best!.loss).toFixed(2)}, ${species.length} species`,
  );
  evolution.next();
}
