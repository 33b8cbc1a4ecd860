/** Fields of options, made from their descriptions: a list for a choice, else a line to write in, with the range. */
import { allowedValues } from '../../options/allowed-values.ts';
import type { OptionDescription } from '../../options/describe.ts';
import { type Html, html } from '../../report/html/markup.ts';

/**
 * HTML of the fields.
 * @param scope tells fields of one name apart: `task`, `c1`
 * @param written values that differ from the defaults
 */
export function optionFields(
  scope: string,
  options: readonly OptionDescription[],
  written: ReadonlyMap<string, string>,
): Html {
  return html`<div class="options">${options.map((option) => fieldOf(scope, option, written.get(option.name)))}</div>`;
}

function fieldOf(scope: string, option: OptionDescription, written: string | undefined): Html {
  const { name, meaning } = option;
  const id = `${scope}-${name}`;
  const usual = textOf(option.default);
  const value = written ?? usual;
  const choices = choicesOf(option);
  const input =
    choices === null
      ? html`<input id="${id}" data-scope="${scope}" data-option="${name}" data-default="${usual}" value="${value}" autocomplete="off" spellcheck="false" aria-describedby="${id}-hint">`
      : html`<select id="${id}" data-scope="${scope}" data-option="${name}" data-default="${usual}" aria-describedby="${id}-hint">${[
          ...new Set([...choices, value]),
        ].map(
          (one) => html`<option value="${one}"${one === value ? html` selected` : null}>${one}</option>`,
        )}</select>`;
  return html`<div class="option"><label for="${id}">${name}</label>${input}<p class="hint" id="${id}-hint">${codeIn(meaning)}${meaning === '' ? '' : '; '}${allowedValues(option)}; usually ${usual}</p></div>`;
}

/** Text with what stands between backticks as code. */
const codeIn = (text: string): Html[] =>
  text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));

/** Values of an option that is a choice; null of one to be written. */
function choicesOf({ type, choices = [], nullable }: OptionDescription): string[] | null {
  const none = nullable ? ['none'] : [];
  if (type === 'boolean') return ['true', 'false', ...none];
  return type === 'choice' ? [...choices.map(String), ...none] : null;
}

/** Value as a command line writes it. */
const textOf = (value: unknown): string => (value === null || value === undefined ? 'none' : String(value));

/** Values of a scope that differ from the defaults, in the order of the fields. */
export function optionsWritten(scope: string): [string, string][] {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLSelectElement>(`[data-scope="${scope}"]`);
  return [...fields].flatMap((field): [string, string][] => {
    const value = field.value.trim();
    return value === field.dataset.default ? [] : [[field.dataset.option!, value]];
  });
}
