/** Views of the lab, in the order of listings. A new view is one line here. */
import { alignment } from './alignment/index.ts';
import { autopsy } from './autopsy/index.ts';
import { cliff } from './cliff/cliff.ts';
import { conventions } from './conventions/index.ts';
import { exchange } from './exchange/index.ts';
import { handover } from './handover/index.ts';
import { horizons } from './horizons/index.ts';
import { lineage } from './lineage/index.ts';
import { vanish } from './vanish/index.ts';
import type { LabView } from './view.ts';

export const views: readonly LabView[] = [
  vanish,
  cliff,
  horizons,
  alignment,
  exchange,
  autopsy,
  conventions,
  handover,
  lineage,
];

/** View of that name; undefined where there is none. */
export const findView = (name: string): LabView | undefined => views.find((view) => view.name === name);
