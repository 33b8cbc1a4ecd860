/**
 * Handovers and memetic breeding beside their parents: temporal order over 20 and 50 steps, all on one net of 8 tanh units.
 * `genoprop lab handover` says what was gained over the better parent.
 *
 *     npx genoprop tournament examples/handover.tournament.ts --run handover.run.sqlite
 *
 * Some 30 minutes on 2 cores.
 */
import { contestants, defineTournament } from 'genoprop';

const bred = contestants['genitor-real'];
const trained = contestants.msgdCr.with({ hidden: 8 });
const memetic = (way: string, steps: number) =>
  bred.with({ memetic: way, trainingSteps: steps }).named(`${way}-${steps}`);

export default defineTournament({
  name: 'handover',
  tasks: [
    { task: 'temporal-order', options: { length: 20 }, budget: '1e10mac' },
    { task: 'temporal-order', options: { length: 50 }, budget: '1e10mac' },
  ],
  contestants: [
    contestants.genitor,
    trained.with({ initialisation: 'identity' }).named('msgd-cr on its net'),
    { handover: ['genitor', 'msgd-cr'], at: [0.1, 0.3] },
    trained.named('msgd-cr of 8'),
    { handover: [trained, 'genitor'], at: [0.1, 0.3] },
    bred,
    memetic('lamarck', 1),
    memetic('lamarck', 5),
    memetic('baldwin', 1),
    memetic('baldwin', 5),
  ],
  seeds: 5,
  seed: 17,
});
