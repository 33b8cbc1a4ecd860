/**
 * Descriptions of the measures of searches (`Search.inside`), as plain data. The terminal UI and
 * the report both read them, so a learner describes a measure once. A number without one is shown by its name.
 */

export interface MeasureDescription {
  /** Name in a search's `inside`. */
  readonly key: string;
  /** Label of two or three words before the value: `offspring accepted`. */
  readonly label: string;
  /** Format. number: three digits; count: all digits; share, 0 to 1: a percentage. */
  readonly write: 'number' | 'count' | 'share';
  /** True for a history that a row of the terminal draws on a logarithmic scale. */
  readonly log?: true;
  /**
   * Condition under which a list leaves the measure out: always; while it is 0; as long as it has always been 0; or as
   * long as it has always been the same as that other measure.
   */
  readonly quiet?: 'always' | 'at 0' | 'always 0' | { readonly as: string };
  /** Chart over cost in the report; left out where there is none. */
  readonly figure?: MeasureFigure;
}

export interface MeasureFigure {
  /** Part of the report that the chart belongs to. */
  readonly section: MeasureSection;
  readonly title: string;
  /** Name of the vertical axis. */
  readonly axis: string;
  /** Scale. Default: linear. */
  readonly scale?: 'linear' | 'log';
  /** Sentences on the content of the chart, and on how to read it. */
  readonly shows: string;
  readonly reading?: string;
  readonly from?: number;
  readonly to?: number;
  /** Value to compare with. */
  readonly level?: number;
  /** Second measure that is drawn beside it where it differs, with its name in the chart. */
  readonly second?: { readonly key: string; readonly name: string };
  /** Value that is not worth a chart where no trial ever has another. */
  readonly unlessAlways?: number;
}

/** Sections. gradient: error signals and updates. genetic: populations. other: all else. */
export const measureSections = ['gradient', 'genetic', 'other'] as const;
export type MeasureSection = (typeof measureSections)[number];

/** Descriptions of several learners, each key once, in the order of the learners. */
export function describedBy(
  learners: readonly { readonly measures?: readonly MeasureDescription[] }[],
): readonly MeasureDescription[] {
  const byKey = new Map<string, MeasureDescription>();
  for (const one of learners.flatMap(({ measures = [] }) => measures)) {
    if (!byKey.has(one.key)) byKey.set(one.key, one);
  }
  return [...byKey.values()];
}
