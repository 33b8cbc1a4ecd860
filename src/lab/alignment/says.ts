/** Paragraph of the view `alignment`, from the numbers of this look. */
import { brief } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import { mainNames, text } from './figures.ts';
import type { Group } from './groups.ts';

/** Norm of the large gradient over its standard error below which its direction is not told. */
const TOLD = 3;

/** Groups of which a sentence is said: the longest task, each contestant, at the end; with more the others are in the table. */
const MOST = 3;

export function saysOf(groups: readonly Group[]): string {
  const longest = groups.reduce((held, one) => ((one.steps ?? 0) > (held.steps ?? 0) ? one : held)).task;
  const ends = groups.filter(({ task, when }) => task === longest && when === 'at the end');
  const said = (ends.length > 0 ? ends : groups.filter(({ task }) => task === longest)).slice(0, MOST);
  const sentences = [birthsText(groups), linearText(groups), groupsText(said), weak(groups)];
  return sentences.filter((one) => one !== '').join(' ');
}

function groupsText(said: readonly Group[]): string {
  const [{ task, when }] = said as [Group];
  return `Mean cosines with the gradient on ${task} ${when}: ${said.map(groupText).join('. Of ')}.`;
}

function groupText({ contestant, trials, kinds, dimensions }: Group): string {
  const main = mainNames(kinds);
  const texts = kinds
    .filter(({ name, cosine }) => cosine !== null && isSaid(name) && main.includes(name))
    .map(({ name, cosine }) => `${name} ${text(cosine)}`);
  return `${contestant} (${counted(trials, 'trial')}, ${dimensions} parameters) ${texts.join('; ')}`;
}

/** Kinds of the sentences; the others stand in the table. */
const isSaid = (name: string): boolean => name !== 'rejected births' && !name.startsWith('accepted steps');

/** Estimates' cosines beside those on a linear loss. */
function linearText(groups: readonly Group[]): string {
  const ratios = groups
    .flatMap(({ kinds }) => kinds)
    .flatMap(({ name, cosine, linear }) =>
      name.startsWith('ES') && cosine !== null && linear !== null ? [cosine.value / linear.cosine] : [],
    )
    .sort((a, b) => a - b);
  if (ratios.length === 0) return '';
  const at = (share: number): string => brief(ratios[Math.floor(share * (ratios.length - 1))]!);
  return `Estimates of evolution strategies have ${at(0.5)} times the cosine with the gradient that a linear loss would give with as many pairs and parameters, in the median of ${ratios.length} means (from ${at(0)} to ${at(1)}): the rest is curvature within σ, the sequences of the evaluation, and the noise of the gradient itself.`;
}

/** Accepted births beside the rejected ones. */
function birthsText(groups: readonly Group[]): string {
  const pairs = groups.flatMap(({ kinds }) => {
    const find = (name: string) => kinds.find((kind) => kind.name === name)?.cosine ?? null;
    const [accepted, rejected] = [find('accepted births'), find('rejected births')];
    return accepted === null || rejected === null ? [] : [{ accepted, rejected }];
  });
  if (pairs.length === 0) return '';
  const apart = pairs.filter(
    ({ accepted, rejected }) =>
      accepted.interval !== null && rejected.interval !== null && accepted.interval[0] > rejected.interval[1],
  ).length;
  const mean = pairs.reduce((sum, { accepted }) => sum + accepted.value, 0) / pairs.length;
  return `Accepted births of genetic search have a mean cosine of ${brief(mean)} with -g, the way down, over ${counted(pairs.length, 'group')}; in ${apart} of them their interval lies above that of the rejected births.`;
}

function weak(groups: readonly Group[]): string {
  const count = groups.filter(({ gradientRatio }) => gradientRatio.value < TOLD).length;
  return count === 0
    ? ''
    : `In ${count} of ${groups.length} groups the large gradient is below ${TOLD} of its own standard errors, so that its direction is hardly told and the cosines there are too low.`;
}
