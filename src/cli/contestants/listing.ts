/** Output of `genoprop contestants`. */
import { contestantPresets, findLearner, type OfferedContestant } from '../../learners/index.ts';
import { architectures } from '../../nets/index.ts';
import { describeOptions, type OptionDescription } from '../../options/describe.ts';
import { unknownName } from '../../options/nearest.ts';
import { optionText } from '../../options/written.ts';
import { factLines, jsonText, linesText, nameLines, optionLines } from '../../session/listing.ts';

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

/**
 * Contestant that is offered under the name.
 * @param where beginning of the message, for a name that stands in something longer
 * @throws UserError on an unknown name
 */
export function findPreset(name: string, where = ''): OfferedContestant {
  const presets = contestantPresets();
  const found = presets.find((preset) => preset.name === name);
  if (found !== undefined) return found;
  const names = presets.map((preset) => preset.name);
  throw unknownName('contestant', name, names, where);
}

/** Settings of a contestant's learner and of its net, with the contestant's own values as defaults. */
export function contestantOptions(preset: OfferedContestant): {
  readonly architecture: string;
  readonly learner: readonly OptionDescription[];
  readonly net: readonly OptionDescription[];
} {
  const own = (option: OptionDescription): OptionDescription =>
    option.name in preset.settings ? { ...option, default: preset.settings[option.name] } : option;
  const architecture = architectures[0]!;
  return {
    architecture: architecture.name,
    learner: describeOptions(findLearner(preset.learner).settings).map(own),
    net: describeOptions(architecture.options).map(own),
  };
}

function contestantLines(preset: OfferedContestant, columns: number): string[] {
  const learner = findLearner(preset.learner);
  const options = contestantOptions(preset);
  const net = architectures.find((one) => one.name === options.architecture)!;
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
    ...optionLines(options.net, columns),
  ];
}

function contestantJson(preset: OfferedContestant): object {
  const { name, kind, summary, source } = findLearner(preset.learner);
  const options = contestantOptions(preset);
  return {
    name: preset.name,
    summary: preset.summary,
    learner: { name, kind, summary, source },
    net: options.architecture,
    settings: preset.settings,
    options: [
      ...options.learner.map((option) => ({ ...option, of: 'learner' })),
      ...options.net.map((option) => ({ ...option, of: 'net' })),
    ],
  };
}
