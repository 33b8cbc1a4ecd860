/** What `genoprop init` does: writes the file, and says what to do with it. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { tasks } from '../../tasks/index.ts';
import { UserError } from '../errors.ts';
import { unknownName } from '../options/nearest.ts';
import { shellWord, wrap } from '../words/format.ts';
import { linesText } from './listing.ts';
import { failureReason } from './output-file.ts';
import { taskStart, tournamentData, tournamentJson, tournamentProgram } from './starts.ts';
import { tableStart } from './table-start.ts';

interface Kind {
  /** The text to write by the file's ending. */
  readonly texts: Readonly<Record<string, (file: string, table?: string) => string>>;
  /** Commands to go on with, and what each does. */
  next(file: string): readonly (readonly [command: string, does: string])[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  task: {
    texts: { '.ts': taskText, '.js': taskText },
    next: (file) => [
      [`check ${file}`, 'tries it: shapes, values, chance, speed'],
      [`duel ${file} --seeds 5 --budget 2e9mac`, 'plays it, in under a minute'],
    ],
  },
  tournament: {
    texts: {
      '.ts': tournamentProgram,
      '.js': tournamentProgram,
      '.yaml': tournamentData,
      '.yml': tournamentData,
      '.json': tournamentJson,
    },
    next: (file) => [
      [`tournament ${file} --dry-run`, 'says what it would play, and for how long'],
      [`tournament ${file}`, 'plays it, in under a minute'],
    ],
  },
};

/**
 * Writes the file and gives what to tell.
 * @throws UserError on an unknown kind or ending, and where the file exists or cannot be written
 */
export function writeStart(
  kindName: string,
  file: string,
  { table, force = false }: { readonly table?: string; readonly force?: boolean },
  columns: number,
): string {
  const kind = KINDS[kindName];
  if (kind === undefined) throw unknownName('kind', kindName, Object.keys(KINDS));
  const ending = extname(file).toLowerCase();
  const text = kind.texts[ending];
  if (text === undefined) {
    const known = Object.keys(kind.texts).join(', ');
    throw new UserError(
      `${file}: a ${kindName} is one of ${known} and not '${ending || 'a file without ending'}'`,
    );
  }
  if (table !== undefined && kindName !== 'task') throw new UserError('--table: goes with `init task` alone');
  const content = text(file, table);
  try {
    writeFileSync(file, content, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new UserError(`${file}: exists, name another file or give --force to overwrite it`);
    }
    throw new UserError(`${file}: cannot be written, ${failureReason(error)}`);
  }
  const next = kind
    .next(shellWord(file))
    .map(([command, does]) => [`npx genoprop ${command}`, does] as const);
  const width = Math.max(...next.map(([command]) => command.length));
  const isProgram = ending === '.ts' || ending === '.js';
  return linesText([
    `wrote ${file}`,
    ...next.flatMap(([command, does]) => {
      const line = `  ${command.padEnd(width)}  ${does}`;
      return line.length < columns ? [line] : [`  ${command}`, `      ${does}`];
    }),
    ...(isProgram && !findsPackages(file) ? wrap(NOT_INSTALLED, columns - 1) : []),
  ]);
}

const NOT_INSTALLED =
  "genoprop and zod are not installed in its folder. genoprop's commands play it all the same; for your editor " +
  'to know their types, and for programs of your own, install both there.';

function findsPackages(file: string): boolean {
  const require = createRequire(join(dirname(resolve(file)), 'from.js'));
  try {
    for (const name of ['genoprop', 'zod']) require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** A task's name is lower case words joined by hyphens, and no built-in task's. */
function taskText(file: string, table?: string): string {
  const words = basename(file, extname(file))
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const name = words?.join('-') ?? 'my-task';
  const free = tasks.some((task) => task.name === name) ? `my-${name}` : name;
  return table === undefined ? taskStart(free, file) : tableStart(free, file, table);
}
