/** Allowed values of an option in words, for messages, listings and forms. */
import type { OptionDescription } from './describe.ts';

/** Allowed values in words that follow "must be": `a whole number from 10 to 100000`. */
export function allowedValues(option: OptionDescription): string {
  const words = [...(option.choices ?? []).map(String), ...(option.nullable ? ['none'] : [])];
  if (option.type === 'choice') return words.length === 1 ? words[0]! : `one of ${words.join(', ')}`;
  const noun = { number: 'a number', integer: 'a whole number', boolean: 'true or false', text: 'text' }[
    option.type
  ];
  return [`${noun}${rangeInWords(option)}`, ...words].join(' or ');
}

function rangeInWords(option: OptionDescription): string {
  const { minimum, maximum, above, below } = option;
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const low =
    minimum !== undefined ? ` of at least ${minimum}` : above !== undefined ? ` above ${above}` : '';
  const high = maximum !== undefined ? ` at most ${maximum}` : below !== undefined ? ` below ${below}` : '';
  return low !== '' && high !== '' ? `${low} and${high}` : low + high;
}
