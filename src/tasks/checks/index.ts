/**
 * Checks of `genoprop check`. Each check takes the task under chosen options; they run where the task's code may run.
 */
import { chanceCheck } from './chance.ts';
import { determinismCheck } from './determinism.ts';
import { episodeDeterminismCheck, episodePartsCheck, episodeSpeedCheck, episodesCheck } from './episodes.ts';
import { judgeCheck } from './judging.ts';
import type { Check } from './outcome.ts';
import { partsCheck } from './parts.ts';
import { sequencesCheck } from './sequences.ts';
import { speedCheck } from './speed.ts';
import { targetsCheck } from './targets.ts';

/** Checks in the order in which they are made, those of tasks of sequences first. */
export const checks = {
  sequences: sequencesCheck,
  targets: targetsCheck,
  determinism: determinismCheck,
  parts: partsCheck,
  judge: judgeCheck,
  chance: chanceCheck,
  speed: speedCheck,
  episodes: episodesCheck,
  episodeDeterminism: episodeDeterminismCheck,
  episodeParts: episodePartsCheck,
  episodeSpeed: episodeSpeedCheck,
} as const satisfies Readonly<Record<string, Check>>;

export type CheckName = keyof typeof checks;
