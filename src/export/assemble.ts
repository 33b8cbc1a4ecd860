/** Assembly of a champion from a file's sections and tensors, with all cross-checks. */

import { UserError } from '../errors.ts';
import type { Fail } from '../formats/strict-json.ts';
import { architectureNamed, architectures } from '../nets/index.ts';
import type { Net } from '../nets/net.ts';
import { restoreNet } from '../nets/stored-net.ts';
import { unknownName } from '../options/nearest.ts';
import { validateOptions } from '../options/validate.ts';
import { checkShape } from '../tasks/check-shape.ts';
import type { TaskShape } from '../tasks/define-task.ts';
import { type Champion, type ChampionAbout, checkAbout, type StoredBlock } from './champion.ts';
import { checksumOf } from './checksum.ts';

/**
 * Champion of these sections and blocks.
 * @param given the sections, by name
 * @param checksum undefined where the file has none
 */
export function assemble(
  given: unknown,
  blocks: ReadonlyMap<string, StoredBlock>,
  checksum: unknown,
  fail: Fail,
): Champion {
  const about = checkAbout(given, fail);
  const net = netOf(about, fail);
  const parameters = joinBlocks(net, blocks, fail);
  // A user who changes weights on purpose removes the checksum.
  if (checksum !== undefined && checksum !== checksumOf(about, parameters)) {
    fail(
      'its weights or metadata are not those that were exported, the checksum differs; ' +
        'export it again, or delete `checksum` from its metadata if they were changed on purpose',
    );
  }
  return { about, net, parameters };
}

/** Net that the sections name, which must fit the task that they name. */
function netOf({ net, task }: ChampionAbout, fail: Fail): Net {
  return refusing(fail, 'metadata', () => {
    checkShape(task.shape as TaskShape, 'task');
    const architecture = architectureNamed(net.architecture);
    if (architecture === undefined) {
      const known = architectures.map(({ name }) => name);
      throw unknownName('architecture', net.architecture, known, 'net');
    }
    const { inputs, outputs } = task.shape;
    if (net.inputs !== inputs.size || net.outputs !== outputs) {
      throw new UserError(
        `net of ${net.inputs} inputs and ${net.outputs} outputs, but the task has ${inputs.size} and ${outputs}`,
      );
    }
    if (net.own !== undefined) return ownNet(net.own, net);
    const fed = { ...net, fedBack: task.shape.feedback !== undefined };
    const built = architecture.build(fed, validateOptions(architecture.options, net.options, 'net.options'));
    if (built.parameters === net.parameters) return built;
    throw new UserError(`net.parameters is ${net.parameters}, this net has ${built.parameters}`);
  });
}

/** Net that a learner handed in, which must be the one that the section names. */
function ownNet(stored: unknown, { architecture, inputs, outputs, parameters }: ChampionAbout['net']): Net {
  const net = restoreNet(stored);
  if (net.architecture !== architecture || net.parameters !== parameters)
    throw new UserError(
      `net.own is a net ${net.architecture} of ${net.parameters} parameters, net names one ${architecture} of ${parameters}`,
    );
  if (net.inputs === inputs && net.outputs === outputs) return net;
  throw new UserError(
    `net.own has ${net.inputs} inputs and ${net.outputs} outputs, net names ${inputs} and ${outputs}`,
  );
}

/** Parameter vector of these blocks, which must be the net's blocks, all of them and no other. */
function joinBlocks(net: Net, blocks: ReadonlyMap<string, StoredBlock>, fail: Fail): Float32Array {
  const known = net.blocks.map(({ name }) => name);
  for (const name of blocks.keys()) {
    if (!known.includes(name))
      fail(`unknown tensor ${JSON.stringify(name)}, this net has ${known.join(', ')}`);
  }
  const parameters = new Float32Array(net.parameters);
  for (const { name, shape: wanted, offset } of net.blocks) {
    const block = blocks.get(name);
    if (block === undefined) return fail(`tensor "${name}" is missing`);
    if (block.shape.length !== wanted.length || block.shape.some((extent, axis) => extent !== wanted[axis])) {
      fail(`tensor "${name}" has shape ${brackets(block.shape)}, this net needs ${brackets(wanted)}`);
    }
    const wrong = block.data.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) fail(`tensor "${name}" holds ${wrong}; every weight must be finite`);
    parameters.set(block.data, offset);
  }
  return parameters;
}

/** The net's blocks, copied out of the parameter vector. */
export function splitBlocks({
  net,
  parameters,
}: Pick<Champion, 'net' | 'parameters'>): [string, StoredBlock][] {
  return net.blocks.map(({ name, shape: extents, offset, size: length }) => [
    name,
    { shape: extents, data: parameters.slice(offset, offset + length) },
  ]);
}

/** Runs the action, and reports the errors of its checks as faults of this file. */
function refusing<Result>(fail: Fail, where: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof UserError) return fail(`${where}: ${error.message}`);
    throw error;
  }
}

const brackets = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
