/** Layout of panels, by the size of the terminal and the chosen panel. */
import type { PanelName } from './screen.ts';

/** Size in columns and rows. */
export interface Area {
  readonly width: number;
  readonly height: number;
}

export interface Placed extends Area {
  readonly name: PanelName;
}

export interface Layout extends Area {
  /** Rows of the brief race, above a panel that is not the race; 0 where it does not fit. */
  readonly brief: number;
  /** Panels from top to bottom, those of one row side by side. */
  readonly rows: readonly (readonly Placed[])[];
}

/** Columns between panels that stand side by side. */
export const GAP = 2;

const WIDE = { columns: 120, rows: 30 };
/** Fewest rows of a terminal with a fourth panel below. */
const WITH_NETS = 42;
const TALL = { columns: 60, rows: 44 };
/** Rows for running trials and news. */
const RACE_DETAILS = 9;
const LEAST_CURVES = 10;
const HEADER = 1;
const FOOTER = 1;

/**
 * Layout of the panels for a size and a chosen panel.
 * @param size of the terminal; the frame is one row less high, for a frame that fills the terminal scrolls it
 * @param raceRows rows of the race that show every contestant, its title among them
 */
export function layOut(size: Area, chosen: PanelName, raceRows: number, briefRows: number): Layout {
  const width = Math.max(1, size.width);
  const height = Math.max(1, size.height - 1);
  const room = Math.max(0, height - HEADER - FOOTER);
  const frame = { width, height };
  if (width >= WIDE.columns && height >= WIDE.rows) {
    return { ...frame, brief: 0, rows: wideRows(width, room, chosen, raceRows) };
  }
  if (width >= TALL.columns && height >= TALL.rows) {
    return { ...frame, brief: 0, rows: tallRows(width, room, chosen, raceRows) };
  }
  if (chosen === 'race') return { ...frame, brief: 0, rows: raceAlone(width, room, raceRows) };
  const brief = room >= 16 ? Math.min(briefRows, Math.floor(room / 4)) : 0;
  return { ...frame, brief, rows: [[{ name: chosen, width, height: room - brief }]] };
}

/** Layout of the race alone; the curves stand below it where much room is left. */
function raceAlone(width: number, room: number, raceRows: number): Placed[][] {
  const race = Math.min(room, raceRows + RACE_DETAILS);
  if (room - race < LEAST_CURVES) return [[{ name: 'race', width, height: room }]];
  return [[{ name: 'race', width, height: race }], [{ name: 'curves', width, height: room - race }]];
}

/** Layout of a wide terminal: the race above; the curves beside one more panel; the nets below where they fit. */
function wideRows(width: number, room: number, chosen: PanelName, raceRows: number): Placed[][] {
  const race = Math.min(raceRows, Math.floor(room * 0.4));
  const withNets = room >= WITH_NETS;
  const nets = withNets ? Math.min(16, Math.max(12, Math.floor((room - race) * 0.4))) : 0;
  const middle = room - race - nets;
  const right = Math.floor((width - GAP) * 0.44);
  const left = width - GAP - right;
  const beside = chosen === 'machines' || (!withNets && chosen === 'nets') ? chosen : 'inside';
  return [
    [{ name: 'race', width, height: race }],
    [
      { name: 'curves', width: left, height: middle },
      { name: beside, width: right, height: middle },
    ],
    ...(withNets ? [[{ name: 'nets' as const, width, height: nets }]] : []),
  ];
}

/** Layout of a narrow terminal: the race, the curves and one more panel, one below the other. */
function tallRows(width: number, room: number, chosen: PanelName, raceRows: number): Placed[][] {
  const race = Math.min(raceRows, Math.floor(room * 0.3));
  const below = Math.ceil((room - race) / 2);
  const last = chosen === 'nets' || chosen === 'machines' ? chosen : 'inside';
  return [
    [{ name: 'race', width, height: race }],
    [{ name: 'curves', width, height: room - race - below }],
    [{ name: last, width, height: below }],
  ];
}
