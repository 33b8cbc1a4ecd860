/**
 * Library of genoprop: define tasks and tournaments, play them from a program, and read the results.
 *
 *     import { contestants, defineTournament, runTournament } from 'genoprop';
 */
import { openRun as openRunFile, type RunFile } from './store/run-file.ts';

// Graph genomes.
export {
  addLink,
  addNode,
  type CrossoverOptions,
  crossover,
  type DistanceOptions,
  distance,
  enabledLinks,
  firstGenome,
  type GraphGenome,
  type GraphLimits,
  type GraphShape,
  Innovations,
  type LinkGene,
  MINIMAL,
  type MutationOptions,
  mutate,
  mutateWeights,
  NODE_FUNCTIONS,
  type NodeFunction,
} from '../genomes/graph.ts';
export {
  championOf,
  type PredictedClass,
  type Prediction,
  type PredictOptions,
  predict,
  type StepPrediction,
} from './api/predict.ts';
export {
  type PlannedEvent,
  type RunEvent,
  type RunTournamentOptions,
  runTournament,
} from './api/run-tournament.ts';
// Results.
export { summarise } from './api/summarise.ts';
export {
  type TunedEvent,
  type TuneEvent,
  type TuneOptions,
  type TuningPlannedEvent,
  tune,
} from './api/tune.ts';
// Failures: a mistake of the user, several of them, and a failure while running.
export { Faults, RunError, UserError } from './errors.ts';
// Champions, as files for other programs.
export type { Champion as PortableChampion, ChampionAbout } from './export/champion.ts';
export { type ExportedChampion, type ExportOptions, exportChampion } from './export/export-champion.ts';
export { readChampion } from './export/read-champion.ts';
// Tables of text, for tasks that read data.
export { readTable, type Separator, type Table, type TableOptions } from './formats/table.ts';
// NEAT and HyperNEAT: evolution of a domain of one's own, and its operators.
export type { CppnOrigin } from './learners/hyperneat/cppn-origin.ts';
export {
  Cppn,
  type CppnOptions,
  cppnShape,
  localSeed,
} from './learners/neat/cppn.ts';
export { type EvolutionState, NeatEvolution, type Scored } from './learners/neat/evolution.ts';
export {
  type EvolutionSettings,
  evolutionPresets,
  neatSettings,
} from './learners/neat/evolution-settings.ts';
export { GraphRunner } from './learners/neat/runner.ts';
export type { Species } from './learners/neat/species.ts';
// Tasks.
export { type Place, type Places, sheet } from './nets/substrate.ts';
export { type Random, randomStream } from './random/random.ts';
export type { MeanEstimate } from './statistics/bootstrap.ts';
export type { MissingTrials } from './statistics/missing.ts';
export type { TournamentSummary } from './statistics/summary.ts';
export type { StopReason } from './stop-reason.ts';
export type { RunFile } from './store/run-file.ts';
export type { Champion, StoredAbout } from './store/run-reader.ts';
export type { StoredTrial } from './store/stored-trial.ts';
export { defineEpisode } from './tasks/define-episode.ts';
export {
  type Answer,
  defineTask,
  type Judgement,
  type Part,
  type PartContext,
  type SampleContext,
  type Sequence,
  type Target,
  type Task,
  type TaskDefinition,
  type TaskShape,
} from './tasks/define-task.ts';
export type {
  Agent,
  Episode,
  EpisodeContext,
  EpisodeDefinition,
  EpisodeOutcome,
  EpisodeShape,
  LinePicture,
  Picture,
  PictureRole,
  RasterPicture,
  Reading,
} from './tasks/episode.ts';
export type { Raster, Sprite } from './tasks/raster.ts';
export type { TrialOutcome } from './tournament/earlier-session.ts';
// Tournaments.
export { type ContestantDefinition, type Contestants, contestants } from './tournament/spec/contestants.ts';
export {
  type ContestantEntry,
  defineTournament,
  type TaskEntry,
  type TournamentDefinition,
  type TuneDefinition,
  type WrittenBudget,
  type WrittenRange,
  type WrittenSpace,
  type WrittenValue,
  type WrittenValues,
} from './tournament/spec/define-tournament.ts';
export type {
  Budget,
  Checkpoint,
  Contestant,
  Cost,
  TaskChoice,
  TournamentEvent,
  TournamentSpec,
  TrialResult,
  TrialSpec,
} from './tournament/spec/tournament.ts';
export type { Tuned } from './tournament/spec/tuning.ts';
export type { RoundEvent } from './tournament/tuning/play-rounds.ts';
export type { TunedContestant } from './tournament/tuning/tuned-contestants.ts';

/**
 * Opens a run file to read, even while another process writes it. Close it when done.
 * @throws UserError where there is none, or it is none of this version
 */
export const openRun = (path: string): RunFile => openRunFile(path, { readOnly: true });
