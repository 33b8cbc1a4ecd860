/** Action of `genoprop init`: writes a template to a file and names the commands to go on with. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { tasks } from '../../../tasks/index.ts';
import { UserError } from '../../errors.ts';
import { unknownName } from '../../options/nearest.ts';
import { linesText } from '../../session/listing.ts';
import { failureReason } from '../../session/output-file.ts';
import { printable } from '../../words/printable.ts';
import { shellWord, wrap } from '../../words/text.ts';
import { tableStart } from './table-template.ts';
import { episodeStart, taskStart, tournamentData, tournamentJson, tournamentProgram } from './templates.ts';

interface Start {
  readonly text: string;
  /** Note for the user about the file, a paragraph. */
  readonly note?: string;
}

interface Kind {
  /** Templates by the file's ending. */
  readonly texts: Readonly<Record<string, (file: string, table?: string) => Start>>;
  /** Commands to go on with, each with its purpose. */
  next(file: string): readonly (readonly [command: string, does: string])[];
}

/** Template without a note. */
function plain(write: (file: string) => string): (file: string) => Start {
  return (file) => ({ text: write(file) });
}

const KINDS: Readonly<Record<string, Kind>> = {
  task: {
    texts: { '.ts': taskOf, '.js': taskOf },
    next: (file) => [
      [`check ${file}`, 'tries it: shapes, values, chance, speed'],
      [`duel ${file} --seeds 5 --budget 2e9mac`, 'plays it, in under a minute'],
    ],
  },
  episode: {
    texts: { '.ts': episodeOf, '.js': episodeOf },
    next: (file) => [
      [`check ${file}`, 'tries it: episodes, values, speed'],
      [`tasks ${file}`, 'shows it, with what is reached without a net'],
      [`duel ${file} --contestant genitor:hidden=4 --contestant random --seeds 5 --budget 20s`, 'plays it'],
    ],
  },
  tournament: {
    texts: {
      '.ts': plain(tournamentProgram),
      '.js': plain(tournamentProgram),
      '.yaml': plain(tournamentData),
      '.yml': plain(tournamentData),
      '.json': plain(tournamentJson),
    },
    next: (file) => [
      [`tournament ${file} --dry-run`, 'says what it would play, and for how long'],
      [`tournament ${file}`, 'plays it, in under a minute'],
    ],
  },
};

/**
 * Writes the file. Returns the text to print.
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
  const begin = kind.texts[ending];
  if (begin === undefined) {
    const known = Object.keys(kind.texts).join(', ');
    throw new UserError(
      `${file}: ${/^[aeiou]/.test(kindName) ? 'an' : 'a'} ${kindName} is written as ${known}, not as ${ending === '' ? 'a file without ending' : `'${ending}'`}`,
    );
  }
  if (table !== undefined && kindName !== 'task') throw new UserError('--table: goes with `init task` alone');
  const { text, note } = begin(file, table);
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx' });
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
    ...(note === undefined ? [] : wrap(note, columns - 1)),
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

/** Name of a task by its file: lower case words joined by hyphens, and no built-in task's. */
function nameOf(file: string): string {
  const words = basename(file, extname(file))
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const name = words?.join('-') ?? 'my-task';
  return tasks.some((task) => task.name === name) ? `my-${name}` : name;
}

/** Template of an episode task. */
function episodeOf(file: string): Start {
  return { text: episodeStart(nameOf(file), file) };
}

/** Template of a task. */
function taskOf(file: string, table?: string): Start {
  const free = nameOf(file);
  if (table === undefined) return { text: taskStart(free, file) };
  const { text, column, others } = tableStart(free, file, table);
  const other =
    others.length === 0
      ? ''
      : ` Take another by --set column=NAME, or in the file (there are also ${others.map(printable).join('; ')}).`;
  return { text, note: `It predicts the column ${printable(column)}.${other}` };
}
