/**
 * Loader of a script's file: the default export of a `.ts` or `.js` file, which is the user's own program and runs
 * here, or the content of a `.json` or `.yaml` file.
 */
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseDocument } from 'yaml';
import { Faults, UserError } from '../../errors.ts';
import { duplicateKey } from '../../formats/duplicate-key.ts';
import { lookAtFile, readInputText, requireRegularFile } from '../../formats/input-file.ts';
import { importFault, importUserModule } from '../../user-module.ts';
import { unlessUnsettled } from './unsettled.ts';

export interface Script {
  /** File as it was named. */
  readonly file: string;
  /** Folder of the file; relative paths in it start from here. */
  readonly folder: string;
  /** Definition, not checked yet. */
  readonly definition: unknown;
}

type Reader = (file: string, path: string) => unknown;

const PROGRAM: Reader = (file, path) => importDefault(file, path);
const READERS: Readonly<Record<string, Reader>> = {
  '.ts': PROGRAM,
  '.mts': PROGRAM,
  '.js': PROGRAM,
  '.mjs': PROGRAM,
  '.json': (file, path) => parseJson(file, readText(file, path)),
  '.yaml': (file, path) => parseYaml(file, readText(file, path)),
  '.yml': (file, path) => parseYaml(file, readText(file, path)),
};
/** Most bytes of a script. */
const MOST_BYTES = 10e6;
const ENDINGS = '.ts, .js, .json or .yaml';

/**
 * Loads a script.
 * @param file a path, from the current folder
 * @throws UserError where it cannot be read, Faults where it is no program, JSON or YAML
 */
export async function loadScript(file: string): Promise<Script> {
  const path = resolve(file);
  const state = lookAtFile(path, file);
  if (state?.isDirectory()) throw new UserError(`${file}: is a folder, name the script in it`);
  const read = READERS[extname(path).toLowerCase()];
  if (state !== null && read === undefined) {
    throw new UserError(`${file}: is no script, its name must end in ${ENDINGS}`);
  }
  requireRegularFile(path, { shown: file, what: 'a script', most: MOST_BYTES });
  return { file, folder: dirname(path), definition: await read!(file, path) };
}

async function importDefault(file: string, path: string): Promise<unknown> {
  const address = pathToFileURL(path).href;
  let exported: { readonly default?: unknown };
  try {
    exported = await unlessUnsettled(importUserModule(address));
  } catch (error) {
    throw new UserError(`${file}: cannot be loaded: ${importFault(error, address)}`, { cause: error });
  }
  const definition = exported.default;
  if (isThenable(definition)) {
    throw new UserError(`${file}: its default export is a promise, write \`export default await …\``);
  }
  if (definition !== undefined) return definition;
  throw new UserError(
    `${file}: has no default export, it must be \`export default defineTournament({...})\``,
  );
}

const readText = (file: string, path: string): string =>
  readInputText(path, { shown: file, what: 'a script', most: MOST_BYTES });

/** True for a promise, or an object that pretends to be one. Reading `then` may throw; then it is none. */
function isThenable(value: unknown): boolean {
  try {
    return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
  } catch {
    return false;
  }
}

function parseJson(file: string, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = (error as Error).message.replace(/, (\.{3})?".*/s, '');
    // V8 gives the line in some of its messages; otherwise YAML, which contains JSON, finds the same error with its
    // line.
    const [first] = parseDocument(text).errors;
    const place = first?.linePos && !/line \d/.test(message) ? ` at line ${first.linePos[0].line}` : '';
    throw new UserError(`${file}: is not JSON: ${message}${place}`);
  }
  const twice = duplicateKey(text);
  if (twice !== null) throw new UserError(`${file}: names '${twice}' twice in one object, keep one`);
  return value;
}

function parseYaml(file: string, text: string): unknown {
  const document = parseDocument(text, { prettyErrors: true });
  const problems = [...document.errors, ...document.warnings].map(({ message, linePos }) => {
    // The rest of the message has the place and a picture of it.
    const [what] = message.split(/ at line \d+|\n/, 1);
    return linePos === undefined ? what! : `line ${linePos[0].line}, column ${linePos[0].col}: ${what}`;
  });
  if (problems.length > 0) throw new Faults(file, problems);
  try {
    return document.toJS();
  } catch (error) {
    throw new UserError(`${file}: is not YAML: ${(error as Error).message}`);
  }
}
