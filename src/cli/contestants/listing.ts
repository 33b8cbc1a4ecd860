/** Output of `genoprop contestants`. */
import { contestantPresets, type OfferedContestant } from '../../learners/index.ts';
import { findArchitecture } from '../../nets/index.ts';
import { optionText } from '../../options/written.ts';
import { factLines, jsonText, linesText, nameLines, optionLines } from '../../session/listing.ts';
import { type OfferedWithNet, offeredWith, ownNet } from '../../tournament/spec/offered.ts';
import { findPreset } from '../../tournament/spec/written-contestant.ts';
import { listedSpace } from '../../tournament/tuning/default-space.ts';
import { table } from '../../words/table.ts';
import { wrap } from '../../words/text.ts';

/**
 * All contestants, or the one of that name, as text.
 * @throws UserError on an unknown name
 */
export function contestantListing(name: string | undefined, json: boolean, columns: number): string {
  const presets = contestantPresets();
  const shown = name === undefined ? presets : [findPreset(name)];
  if (json) return jsonText({ format: 'genoprop.contestants/1', contestants: shown.map(contestantJson) });
  if (name !== undefined) return linesText(contestantLines(shown[0]!, columns));
  return linesText([
    'Contestants:',
    ...nameLines(presets, columns),
    '',
    '`genoprop contestants NAME` shows one with its settings, `genoprop duel --contestant NAME` lets it fight.',
  ]);
}

/** An offered contestant with its own net, and the settings of both. */
const withOwnNet = (preset: OfferedContestant): OfferedWithNet =>
  offeredWith(preset, findArchitecture(ownNet(preset)));

function contestantLines(preset: OfferedContestant, columns: number): string[] {
  const { learner, architecture: net, options } = withOwnNet(preset);
  const own = Object.entries(preset.settings).map(([key, value]) => `${key}=${optionText(value)}`);
  return [
    preset.name,
    ...factLines(
      [
        ['summary', preset.summary],
        ['learner', `${learner.name}: ${learner.summary}`],
        ['source', learner.source],
        ['net', `${net.name}: ${net.summary}`],
        ['settings', own.length === 0 ? 'the defaults' : own.join(', ')],
      ],
      columns,
    ),
    '',
    `Settings of the learner, for --contestant ${preset.name}:key=value,...`,
    ...optionLines(options.learner, columns),
    '',
    'Settings of the net, likewise:',
    ...optionLines([...options.choice, ...options.net], columns),
    '',
    ...spaceLines(preset.name, columns),
  ];
}

/** Table of the values that tuning tries: those of the settings that it searches are marked. */
function spaceLines(name: string, columns: number): string[] {
  const listed = listedSpace(name);
  const rows = listed.map(({ setting, values, when, isTuned, reason }) => [
    isTuned ? '*' : '',
    setting,
    values === null ? `not searched: ${reason}` : `${values}${when === null ? '' : ` (with ${when})`}`,
  ]);
  const lines = table([['', 'setting', 'values'], ...rows], ['left', 'left', 'left']);
  const indent = ' '.repeat(lines[0]!.indexOf('values') + 6);
  return [
    'Values that `genoprop tune` tries; settings with * are searched unless a script says otherwise:',
    ...lines.flatMap((line) => {
      if (line.length + 2 < columns) return [`  ${line.trimEnd()}`];
      const at = indent.length - 4;
      const [first = '', ...rest] = wrap(line.slice(at), columns - 1, indent);
      return [`  ${line.slice(0, at)}${first.trimStart()}`, ...rest];
    }),
  ];
}

function contestantJson(preset: OfferedContestant): object {
  const { learner, architecture, options } = withOwnNet(preset);
  const { name, kind, summary, source } = learner;
  return {
    name: preset.name,
    summary: preset.summary,
    learner: { name, kind, summary, source },
    net: architecture.name,
    settings: preset.settings,
    options: [
      ...options.learner.map((option) => ({ ...option, of: 'learner' })),
      ...[...options.choice, ...options.net].map((option) => ({ ...option, of: 'net' })),
    ],
    space: listedSpace(preset.name),
  };
}
