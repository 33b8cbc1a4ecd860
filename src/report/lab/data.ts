/** Data of a page of the lab, `genoprop.lab/1`, and of the lab's part of a report: what a view has found. */
import type { LabFindings } from '../../lab/view.ts';

/** Findings of a view, as `genoprop lab NAME --json` gives them. */
export interface LabData extends LabFindings {
  readonly format: 'genoprop.lab/1';
  readonly genoprop: string;
  readonly view: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Run file; null where the view looked at none. */
  readonly run: string | null;
  /** Contestants that were looked at; empty for all. */
  readonly contestants: readonly string[];
}

/** The same with all that its page draws. */
export interface LabPageData extends LabData {
  readonly layouts: LabLayouts;
}

/** Places of graphs by figure and drawing; null for a drawing that is no graph. */
export type LabLayouts = Readonly<Record<string, readonly (GraphLayout | null)[]>>;

/** Graph with places, in pixels from its top left. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  /** Middle and size of each node, in the order of the graph: x, y, width, height. */
  readonly nodes: readonly (readonly [x: number, y: number, width: number, height: number])[];
  /** Points of each edge, x and y in turn, and the middle of its text. */
  readonly edges: readonly {
    readonly points: readonly number[];
    readonly text?: readonly [number, number];
  }[];
}

/** Part of a report: a view and what it has found in the run. */
export interface ReportLab {
  readonly view: string;
  readonly summary: string;
  readonly says: string;
  readonly facts: LabFindings['facts'];
  readonly figures: LabFindings['figures'];
  readonly layouts: LabLayouts;
  /** Sentence on figures that were left out. */
  readonly left?: string;
  /** Reason why there are no findings; left out where there are. */
  readonly failed?: string;
}
