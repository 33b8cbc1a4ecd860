/** No line ends between a number and its percent sign, nor inside `95 % interval`. */
import { Html } from './markup.ts';

/** What is copied as it stands, and the text between other tags; attributes are left alone. */
const PIECES = /<(code|pre|script|style|textarea)\b.*?<\/\1>|>[^<]+/gs;

/** The same page with no-break spaces there. */
export const unbroken = ({ text }: Html): Html =>
  new Html(
    text.replace(PIECES, (piece: string, kept: string | undefined) =>
      kept === undefined ? piece.replace(/(?<=\d) %(?: (?=intervals?\b))?/g, spaced) : piece,
    ),
  );

const spaced = (match: string): string => match.replaceAll(' ', '\u00a0');
