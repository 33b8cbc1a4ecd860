/** Contestants and options as they are written on a command line, taken apart for a form and put together again. */

export interface WrittenContestant {
  /** Name of its own; null where it goes by the contestant's. */
  readonly own: string | null;
  readonly name: string;
  /** Settings that are written, in their order. */
  readonly settings: readonly (readonly [key: string, value: string])[];
}

/** Parts of `[own=]name[:key=value,...]`; null for a text of another form, such as a handover. */
export function readContestant(text: string): WrittenContestant | null {
  const found = /^(?:([^=:]+)=)?([^=:,>@]+)(?::(.+))?$/.exec(text);
  if (found === null) return null;
  const [, own = null, name, rest = ''] = found;
  const settings = rest === '' ? [] : rest.split(',').map((one) => one.split(/=(.*)/s).slice(0, 2));
  if (settings.some((pair) => pair.length < 2)) return null;
  return { own, name: name!, settings: settings as [string, string][] };
}

export function contestantText({ own, name, settings }: WrittenContestant): string {
  const options = settings.map(([key, value]) => `${key}=${value}`).join(',');
  return `${own === null ? '' : `${own}=`}${name}${options === '' ? '' : `:${options}`}`;
}

/** Value of an option among `key=value` texts; null where it is not there. */
export function valueIn(set: readonly string[], key: string): string | null {
  const found = set.find((one) => one.startsWith(`${key}=`));
  return found === undefined ? null : found.slice(key.length + 1);
}
