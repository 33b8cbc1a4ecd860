/** The setting `net` of every contestant: the architecture whose nets its learner trains or breeds. */
import * as z from 'zod';
import { describeOptions, type OptionDescription } from '../options/describe.ts';
import type { Wording } from '../options/validate.ts';
import { validateOptions } from '../options/validate.ts';
import { architectures, defaultArchitecture, findArchitecture } from './index.ts';
import type { Architecture } from './net.ts';

/** Key of the setting, which no learner and no architecture has among its own. */
export const NET = 'net';

const schemaWith = (standard: string) =>
  z.object({
    [NET]: z
      .enum(architectures.map(({ name }) => name))
      .default(standard)
      .describe(architectures.map(({ name, summary }) => `${name} (${summary})`).join('; ')),
  });

/**
 * Description of the setting for listings.
 * @param standard the architecture of contestants that name none
 */
export const netOption = (standard: string): OptionDescription => describeOptions(schemaWith(standard))[0]!;

/** Flag of a choice: listings name the setting where there is more than one architecture. */
export const isNetChoice = (): boolean => architectures.length > 1;

/**
 * Architecture of that name.
 * @param value as it was written; undefined: none was
 * @throws UserError on a value that names none
 */
export function architectureOfSetting(
  value: unknown,
  standard: string = defaultArchitecture.name,
  where = '',
  wording?: Wording,
): Architecture {
  const values = value === undefined ? {} : { [NET]: value };
  return findArchitecture(String(validateOptions(schemaWith(standard), values, where, wording)[NET]));
}
