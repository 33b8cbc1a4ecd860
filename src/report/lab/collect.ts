/**
 * The lab's part of a report: quick views of what the run has, and those that were asked for. A view that fails, or
 * takes too long, costs its own part and never the report.
 */
import { monotonicSeconds } from '../../clock.ts';
import { oneLine, UserError } from '../../errors.ts';
import { figureFault } from '../../lab/figure-fault.ts';
import { type LabFindings, type LabView, type LabWork, plainWork, Stopped } from '../../lab/view.ts';
import { unknownName } from '../../options/nearest.ts';
import type { RunFile } from '../../store/run-file.ts';
import { quantity } from '../../words/numbers.ts';
import { printableLines } from '../../words/printable.ts';
import { readableData } from '../readable-data.ts';
import type { ReportLab } from './data.ts';
import { layoutsOf } from './layout.ts';

/** Seconds after which a view that nobody asked for is given up. */
const MOST_SECONDS = 20;
/** Most characters of the figures of a view, and of all together. */
const MOST_CHARACTERS = { view: 2_500_000, all: 6_000_000 };

/**
 * Names of the views that were asked for: `autopsy,alignment`, or `all`.
 * @throws UserError on an unknown name, and on a view that looks at no run
 */
export function askedViews(text: string, views: readonly LabView[]): string[] {
  const able = views.filter(({ inReport }) => inReport !== 'never');
  if (text.trim() === 'all') return able.map(({ name }) => name);
  const names = text.split(',').map((name) => name.trim());
  const known = [...able.map(({ name }) => name), 'all'];
  for (const name of names) {
    if (known.includes(name)) continue;
    if (views.some((view) => view.name === name))
      throw new UserError(
        `--lab ${text}: ${name} looks at no run; \`genoprop lab ${name} -o FILE.html\` shows it`,
      );
    throw unknownName('view', name, known, `--lab ${text}`);
  }
  return [...new Set(names.flatMap((name) => (name === 'all' ? able.map((view) => view.name) : [name])))];
}

/** Means of a view that was asked for, made when its turn comes. */
export type WorkOf = (view: LabView, options: Record<string, unknown>) => LabWork;

/**
 * Parts of the report, in the order of the registry.
 * @throws Stopped where the reader stops a view that was asked for
 */
export async function collectLab(
  run: RunFile,
  views: readonly LabView[],
  asked: readonly string[],
  workOf: WorkOf,
): Promise<ReportLab[]> {
  const parts: ReportLab[] = [];
  let room = MOST_CHARACTERS.all;
  for (const view of views) {
    const isAsked = asked.includes(view.name);
    if (!isAsked && view.inReport !== 'quick') continue;
    const part = await partOf(view, run, isAsked ? workOf : null);
    if (part === null) continue;
    const bounded = within(part, Math.min(room, MOST_CHARACTERS.view), run.path);
    room -= sizeOf(bounded);
    parts.push(bounded);
  }
  return parts;
}

/** @param workOf null for a view that nobody asked for */
async function partOf(view: LabView, run: RunFile, workOf: WorkOf | null): Promise<ReportLab | null> {
  const head = { view: view.name, summary: view.summary };
  const nothing = { says: '', facts: [], figures: [], layouts: {} };
  try {
    const lack = view.lacks?.(run) ?? null;
    if (lack !== null) return workOf === null ? null : { ...head, ...nothing, failed: `${lack}` };
    const options = view.options.parse({}) as Record<string, unknown>;
    const work = workOf?.(view, options) ?? hurriedWork();
    const findings = await view.look({ options, run, contestants: [] }, work);
    const fault = findings.figures.map(figureFault).find((one) => one !== null);
    if (fault !== undefined) throw new Error(fault!);
    return { ...head, ...readable(findings) };
  } catch (error) {
    if (error instanceof Stopped && workOf !== null) throw error;
    const failed =
      error instanceof Stopped
        ? `it takes more than ${MOST_SECONDS} s; \`genoprop report RUN --lab ${view.name}\` waits for it`
        : oneLine(error);
    return { ...head, ...nothing, failed };
  }
}

const readable = ({ says, facts, figures }: LabFindings): Omit<ReportLab, 'view' | 'summary'> =>
  // Texts of nodes have several lines.
  readableData({ says, facts, figures, layouts: layoutsOf(figures) }, printableLines);

/** Work that is given up after some seconds. */
function hurriedWork(): LabWork {
  const plain = plainWork();
  const end = monotonicSeconds() + MOST_SECONDS;
  const breathe = async (): Promise<void> => {
    if (monotonicSeconds() > end) throw new Stopped();
  };
  return {
    ...plain,
    breathe,
    kept: async (key, make) => {
      await breathe();
      return await plain.kept(key, make);
    },
  };
}

const sizeOf = ({ figures, layouts }: ReportLab): number => JSON.stringify([figures, layouts]).length;

/** Part without its figures where they are too large for a report. */
function within(part: ReportLab, most: number, path: string): ReportLab {
  const size = sizeOf(part);
  if (size <= most) return part;
  const left = `Its figures (${quantity(size)}B) are too large for a report; \`genoprop lab ${part.view} ${path} -o FILE.html\` makes a page of them.`;
  return { ...part, figures: [], layouts: {}, left };
}
