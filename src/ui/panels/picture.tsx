/**
 * Composition of the whole picture: places and components, made from the data and the screen's state. Each part is
 * drawn by itself, since drawing is costly and most parts change seldom.
 */
import type { ReactElement } from 'react';
import { type Racer, racers } from '../../watch/racing.ts';
import { type Area, GAP, layOut, type Placed } from '../model/layout.ts';
import type { PanelName, Screen } from '../model/screen.ts';
import type { Shown } from '../model/shown.ts';
import { Lines } from '../terminal/lines.tsx';
import { type Colours, hasSigns } from '../terminal/styles.ts';
import { type Line, paintLine } from '../terminal/text.ts';
import { chosenValue, curveValues, measuresTold } from './curve-values.ts';
import { Curves } from './curves-panel.tsx';
import { footerLines, headerLine, isTooSmall, tooSmallLine } from './frame.ts';
import { Help } from './help.tsx';
import { Inside } from './inside.tsx';
import { Machines } from './machines.tsx';
import { Nets } from './nets.tsx';
import { Race, raceRows } from './race.tsx';
import { briefRaceLines, briefRows } from './race-brief.ts';
import { briefTuningLines, TuningRace, tuningRows } from './tuning-race.tsx';

export interface PictureProps {
  readonly shown: Shown;
  readonly screen: Screen;
  /** Size of the terminal. */
  readonly size: Area;
  readonly colours: Colours;
}

export interface Part extends Area {
  readonly key: PanelName | 'header' | 'brief' | 'footer' | 'help';
  /** Position in columns from the left and rows from the top, from 0. */
  readonly x: number;
  readonly y: number;
  /** Component, as wide and as high as the part. */
  readonly element: ReactElement;
  /** Text of a part that is text alone. */
  readonly text?: string;
}

/** Parts that lie side by side and below each other, and cover all rows but the terminal's last. */
export function pictureOf(props: PictureProps): Part[] {
  const { screen, size } = props;
  const { tuning = null } = props.shown;
  // Of a tuning's candidates, which may be hundreds, the panels show the best of each search alone.
  const shown = tuning === null ? props.shown : { ...props.shown, spec: tuning.bestAlone };
  const task = shown.spec.tasks[screen.task] ?? shown.spec.tasks[0]!;
  const rows = racers(shown.spec, shown.standing, shown.story, task.label, screen.paused && !shown.watched);
  const verdict = tuning === null ? (shown.verdict?.(size.width) ?? []) : [];
  const footer = footerLines(shown, screen, Math.max(1, size.width));
  const layout = layOut(
    { ...size, height: size.height - (footer.length - 1) },
    screen.panel,
    tuning === null ? raceRows(rows.length) + verdict.length : tuningRows(tuning.searches.length),
    briefRows(tuning?.searches.length ?? rows.length, size.width),
  );
  const { width, brief } = layout;
  const height = layout.height + footer.length - 1;
  if (isTooSmall(width, height)) return [textPart('header', [tooSmallLine(width)], 0, width, height)];
  const parts: Part[] = [textPart('header', [headerLine(shown, screen, width)], 0, width, 1)];
  if (screen.help) {
    const area = { width, height: height - 1 - footer.length };
    parts.push({
      key: 'help',
      x: 0,
      y: 1,
      ...area,
      element: (
        <Help
          watched={shown.watched}
          tuned={tuning !== null}
          several={(shown.machines ?? null) !== null}
          address={shown.address ?? null}
          panel={screen.panel}
          page={screen.page}
          {...area}
        />
      ),
    });
  } else {
    if (brief > 0) {
      const lines =
        tuning === null
          ? briefRaceLines(rows, width, brief, task.facts.success)
          : briefTuningLines(tuning, width, brief);
      parts.push(textPart('brief', lines, 1, width, brief));
    }
    let y = 1 + brief;
    for (const row of layout.rows) {
      let x = 0;
      for (const placed of row) {
        parts.push({
          ...placed,
          key: placed.name,
          x,
          y,
          element: panelOf(placed, { ...props, shown }, rows, verdict),
        });
        x += placed.width + GAP;
      }
      y += row[0]!.height;
    }
  }
  return [...parts, textPart('footer', footer, height - footer.length, width, footer.length)];
}

/** Importance of a tuning's settings before it is over. */
const NOTHING_YET: NonNullable<Shown['mattered']> = new Map();

function textPart(key: Part['key'], lines: readonly Line[], y: number, width: number, height: number): Part {
  const text = `${width};${height};${lines.map((line) => paintLine(line, 256)).join('\n')}`;
  return {
    key,
    x: 0,
    y,
    width,
    height,
    text,
    element: <Lines lines={lines} width={width} height={height} />,
  };
}

function panelOf(
  { name, width, height }: Placed,
  { shown, screen, colours }: PictureProps,
  rows: readonly Racer[],
  verdict: readonly Line[],
): ReactElement {
  const { spec, story, watched } = shown;
  const task = spec.tasks[screen.task] ?? spec.tasks[0]!;
  const criterion = task.facts.success;
  const common = { width, height, focused: screen.panel === name };
  switch (name) {
    case 'race':
      if (shown.tuning) {
        return (
          <TuningRace
            {...common}
            tuning={shown.tuning}
            criterion={criterion}
            news={shown.news}
            chosen={screen.scroll}
            settingsFirst={screen.settingsFirst}
            mattered={shown.mattered ?? NOTHING_YET}
          />
        );
      }
      return (
        <Race
          {...common}
          news={shown.news}
          racers={rows}
          criterion={criterion}
          scroll={screen.scroll}
          verdict={verdict}
        />
      );
    case 'curves': {
      const values = curveValues(task.facts, measuresTold(story, task.label));
      const [value, next] = chosenValue(values, screen.value);
      return (
        <Curves
          {...common}
          spec={spec}
          story={story}
          axis={screen.axis}
          machines={shown.machines?.machines.length ?? 1}
          measure={value}
          next={values.length > 2 ? next : undefined}
          logCost={screen.logCost}
          logError={screen.logError}
          task={task.label}
          criterion={criterion.error ?? null}
          signed={hasSigns(colours)}
        />
      );
    }
    case 'inside':
      return (
        <Inside
          {...common}
          spec={spec}
          story={story}
          task={task.label}
          chosen={screen.inside}
          onward={screen.trial}
          beside={screen.beside}
          left={screen.left}
          right={screen.right}
          paused={screen.paused && !watched}
        />
      );
    case 'machines':
      return <Machines {...common} spec={spec} machines={shown.machines ?? null} scroll={screen.machine} />;
    case 'nets':
      return (
        <Nets
          {...common}
          spec={spec}
          champions={story.champions}
          task={task}
          specimens={shown.specimens.get(task.label)}
          sequence={screen.sequence}
          above={screen.above}
          below={screen.below}
          strip={screen.strip}
          moment={shown.elapsed}
        />
      );
  }
}
