/** Playground of the server: the files of its folder, each known by its name. */
import { readFileSync } from 'node:fs';
import { RunError } from '../errors.ts';
import { builtFolder } from '../playground/built.ts';
import { FOLDER } from '../playground/folder.ts';
import { FOLDER_POLICY } from '../playground/page.ts';
import { type Answer, htmlAnswer, sentencePage } from './pages.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  wasm: 'application/wasm',
};

/**
 * Answer with a file of the playground; null for any other name.
 * @param name empty for the page itself, which is sent on to its folder
 */
export function playgroundAnswer(name: string): Answer | null {
  if (name === '') {
    const headers = { Location: `/playground/${FOLDER.page}` };
    return { status: 303, type: 'text/plain; charset=utf-8', body: '', headers };
  }
  if (!(Object.values(FOLDER) as string[]).includes(name)) return null;
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1)]!;
  const headers = { 'Content-Security-Policy': `${FOLDER_POLICY}; frame-ancestors 'none'` };
  try {
    return { type, body: readFileSync(new URL(name, builtFolder())), headers };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return htmlAnswer(
      sentencePage('Not built', `${error.message[0]!.toUpperCase()}${error.message.slice(1)}.`),
      404,
    );
  }
}
