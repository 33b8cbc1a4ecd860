/// <reference lib="dom" />
/** Elements of the page, known by their ids, and new ones from safe HTML. */
import type { Html } from '../../report/html/markup.ts';

/** Element of that id. */
export const byId = <Kind extends HTMLElement = HTMLElement>(id: string): Kind =>
  document.getElementById(id) as Kind;

/** Writes a text where it differs, so that nothing is spoken or selected anew. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Puts the HTML in place of what the element holds. */
export function fill(element: Element, { text }: Html): void {
  element.innerHTML = text;
}

/** Element of that HTML. */
export function elementOf(html: Html): HTMLElement {
  const template = document.createElement('template');
  template.innerHTML = html.text.trim();
  return template.content.firstElementChild as HTMLElement;
}

/** Saves a text as a file. */
export function save(name: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Wires a button, or a link that acts as one. */
export const onClick = (id: string, act: () => void): void => byId(id).addEventListener('click', act);
