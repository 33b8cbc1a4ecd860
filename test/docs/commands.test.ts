/** docs/commands.md has every command with every option that it has, and README every command. */
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { read } from '../support/docs/snippets.ts';

const { commands } = buildProgram(recordingTerminal(), { exitCode: 0 });
const sections = new Map(
  read('docs/commands.md')
    .split(/^## /m)
    .map((section) => [section.split('\n')[0]!, section] as const),
);

describe.each(commands.map((command) => [command.name(), command] as const))('%s', (name, command) => {
  it('has its own section in docs/commands.md, with all of its options and no other', () => {
    const section = sections.get(name) ?? '';
    const rows = section.split('\n').filter((row) => row.startsWith('| `-'));
    const told = rows.flatMap((row) => row.split(' | ')[0]!.match(/--[a-z-]+/g) ?? []);
    // What every command takes is told once, at the top.
    const had = command.options.map(({ long }) => long!).filter((long) => long !== '--debug');
    expect(told.sort()).toEqual(had.sort());
  });

  it('says that it can be called as docs/commands.md calls it', () => {
    expect(sections.get(name)).toContain(`\`npx genoprop ${name}`);
  });

  it('is in the table of README', () => {
    expect(read('README.md')).toMatch(new RegExp(`^\\| \`${name}[ \`]`, 'm'));
  });
});

it('docs/commands.md has a section for no command that has gone', () => {
  const others = ['# Commands', 'Installing', 'The verdict as JSON'];
  const known = new Set([...commands.map((command) => command.name()), ...others]);
  expect([...sections.keys()].filter((title) => !known.has(title))).toEqual([]);
});
