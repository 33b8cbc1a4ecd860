/** The flags of `genoprop watch`, numbers read. */
import type { PanelName } from '../../ui/model/screen.ts';

export interface WatchFlags {
  readonly plain?: boolean;
  readonly panel: PanelName;
}
