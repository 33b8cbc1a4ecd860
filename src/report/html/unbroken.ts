/** No-break spaces between a number and its percent sign, and inside `95 % interval`. */
import { Html } from './markup.ts';

/** Elements whose text is copied unchanged, and the text between other tags; attributes are left alone. */
const PIECES = /<(code|pre|script|style|textarea)\b.*?<\/\1>|>[^<]+/gs;

/** Page with the no-break spaces. */
export const unbroken = ({ text }: Html): Html =>
  new Html(
    text.replace(PIECES, (piece: string, kept: string | undefined) =>
      kept === undefined ? piece.replace(/(?<=\d) %(?: (?=intervals?\b))?/g, spaced) : piece,
    ),
  );

const spaced = (match: string): string => match.replaceAll(' ', '\u00a0');
