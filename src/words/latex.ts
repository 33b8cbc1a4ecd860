/** LaTeX of text and numbers. */
import { printable } from './printable.ts';

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '%': '\\%',
  '#': '\\#',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': "''",
  '`': '\\textasciigrave{}',
  // Two in a row would become a dash or a quotation mark.
  '-': '-{}',
  "'": "'{}",
};

/** Text escaped for LaTeX; on one line. */
export const latexText = (text: string): string =>
  printable(text).replace(/[\\{}$&%#_^~<>|"`]|-(?=-)|'(?=')/g, (character) => SPECIAL[character]!);

/** Cost in math mode: `$1.2\cdot10^{10}$`. */
export function latexAmount(value: number): string {
  if (value < 1e4) return `$${value}$`;
  const [digits, exponent] = value.toExponential(1).split('e+');
  return `$${digits}\\cdot10^{${exponent}}$`;
}

/** P value in math mode: `$.031$` is written `$0.031$`, and the smallest `$<0.001$`. */
export const latexP = (p: number): string => (p < 0.001 ? '$<0.001$' : `$${Number(p.toPrecision(2))}$`);
