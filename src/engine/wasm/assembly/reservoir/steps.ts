/** Steps of a reservoir: sums, units, and the outputs that are fed back in a free run. */
import { answer } from './readout';
import { Reservoir } from './record';
import { beginOne, linksOfOne, sumsOfEight, sumsOfTwo } from './sums';
import { squash } from './tanh';

/** x_t = kept · x_{t-1} + leak · f(sums), of `count` numbers. */
function step(net: Reservoir, before: usize, after: usize, count: i32): void {
  if (net.linear == 0) squash(net.sums, net.squashed, count);
  const kept = net.kept;
  const leak = net.leak;
  let sums = net.linear == 0 ? net.squashed : net.sums;
  const end = after + ((<usize>(count & ~1)) << 3);
  for (; after < end; after += 16, before += 16, sums += 16) {
    const own = f64x2.mul(f64x2.splat(kept), v128.load(before));
    v128.store(after, f64x2.add(own, f64x2.mul(f64x2.splat(leak), v128.load(sums))));
  }
  // The last of an odd number: a pair would write the row of the first input.
  if (count & 1) store<f64>(after, kept * load<f64>(before) + leak * load<f64>(sums));
}

/** Rows of the inputs behind the units of a state: the numbers, or of symbols the one-hot vectors where they are seen. */
function writeInputs(net: Reservoir, after: usize, dense: usize, symbols: usize): void {
  const lanes = <usize>net.lanes;
  const rows = after + (((<usize>net.hidden) * lanes) << 3);
  if (net.table == 0) {
    memory.copy(rows, dense, ((<usize>net.inputs) * lanes) << 3);
    return;
  }
  if (net.seen == 0) return;
  memory.fill(rows, 0, ((<usize>net.inputs) * lanes) << 3);
  for (let lane: usize = 0; lane < lanes; lane++) {
    const symbol = <usize>load<i32>(symbols + (lane << 2));
    store<f64>(rows + ((symbol * lanes + lane) << 3), 1);
  }
}

/** Runs so many steps. The inputs of step t of them are fed back where t >= `freeFrom`. */
export function reservoirSteps(net: Reservoir, steps: i32): void {
  const lanes = net.lanes;
  const stateBytes = ((<usize>net.rows) * (<usize>lanes)) << 3;
  const denseBytes = ((<usize>net.inputs) * (<usize>lanes)) << 3;
  const fedBytes = ((<usize>net.outputs) * (<usize>lanes)) << 3;
  let before = net.states;
  let dense = net.dense;
  let symbols = net.symbols;
  for (let at = 0; at < steps; at++) {
    const after = before + stateBytes;
    const inputs = after + (((<usize>net.hidden) * (<usize>lanes)) << 3);
    if (at >= net.freeFrom) memory.copy(dense, net.outputsBefore, fedBytes);
    writeInputs(net, after, dense, symbols);
    if (lanes == 8) sumsOfEight(net, before, inputs, symbols);
    else if (lanes == 2) sumsOfTwo(net, before, inputs, symbols);
    else {
      const row = net.table == 0 ? 0 : <usize>load<i32>(symbols) * (<usize>net.hidden);
      beginOne(net, (net.table == 0 ? net.bias : net.table) + (row << 3), inputs);
      linksOfOne(net, before);
    }
    step(net, before, after, net.hidden * lanes);
    if (net.weights != 0) answer(net.weights, net.offsets, net.outputs, net.features, after, lanes, net.outputsBefore);
    before = after;
    dense += denseBytes;
    symbols += (<usize>lanes) << 2;
  }
}
