/** Sections of bench/RESULTS.md, one a measurement, replaced in place when it is measured again. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './root.ts';

const path = (): string => join(projectRoot(), 'bench', 'RESULTS.md');

const opening = `# Results

What was measured, on which machine, when. Each section is written by the command that it names.
`;

/** Machine and day, for the line under a section's title. */
export function machineLine(): string {
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`;
}

export interface Section {
  readonly title: string;
  /** Command that measured it. */
  readonly command: string;
  readonly body: string;
}

/** Section as Markdown: title, command, machine and day, body. */
export function sectionText({ title, command, body }: Section): string {
  return `## ${title}\n\n\`${command}\` · ${machineLine()}\n\n${body.trim()}\n`;
}

/** Writes the section in the place of the one of the same title, or at the end. */
export function writeSection(title: string, command: string, body: string): string {
  const file = path();
  const text = existsSync(file) ? readFileSync(file, 'utf8') : opening;
  writeFileSync(file, withSection(text, { title, command, body }));
  return file;
}

/** Whole text with the section in it. */
export function withSection(text: string, section: Section): string {
  const sections = text.split(/^(?=## )/m);
  const place = sections.findIndex((one) => one.startsWith(`## ${section.title}\n`));
  if (place >= 0) sections[place] = sectionText(section);
  else sections.push(sectionText(section));
  return `${sections.map((one) => one.trim()).join('\n\n')}\n`;
}

/** Table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
