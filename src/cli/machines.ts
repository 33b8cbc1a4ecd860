/** Sessions whose trials other machines play: what they require, and the connection by which they play. */
import { oneLine, UserError } from '../errors.ts';
import { type Coordinator, openCoordinator } from '../machines/coordinator/coordinator.ts';
import { pacesFor } from '../machines/coordinator/paces.ts';
import { readAddress } from '../machines/queue/address.ts';
import { openExchange } from '../machines/queue/connect.ts';
import type { Exchange } from '../machines/queue/exchange.ts';
import { queueTimes } from '../machines/queue/queue-times.ts';
import { needsReader } from '../machines/wire/needs.ts';
import { type FirstSession, randomRunId, runIdOf } from '../machines/wire/trial-job.ts';
import { playSession, type Session } from '../session/session.ts';
import type { SessionParts } from '../session/session-parts.ts';
import type { Surface, Terminal } from '../session/terminal.ts';
import type { OpenRun } from '../store/session-run.ts';
import type { Calibrate } from '../tournament/forecast/calibrate.ts';
import { closePlugins } from '../tournament/plugins/plugin.ts';
import { runTournament } from '../tournament/run-tournament.ts';
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import type { MachineFlags } from './machine-flags.ts';
import { addressOf, exchangeOptions } from './queue-flags.ts';

const ALONE = {
  passwordFile: '--password-file',
  tlsCa: '--tls-ca',
  tlsCert: '--tls-cert',
  tlsKey: '--tls-key',
  queuePrefix: '--queue-prefix',
  adapter: '--adapter',
  sendPlugins: '--send-plugins',
  trustWorkers: '--trust-workers',
} as const;

/**
 * Flags of a command, which go together; with --queue this process computes one thing at a time.
 * @throws UserError
 */
export function together<Flags extends MachineFlags & { readonly workers: number }>(flags: Flags): Flags {
  requireTogether(flags);
  return flags.queue === undefined ? flags : { ...flags, workers: 1 };
}

function requireTogether(flags: MachineFlags): void {
  if (flags.queue === undefined) {
    const key = (Object.keys(ALONE) as (keyof typeof ALONE)[]).find((one) => flags[one] !== undefined);
    if (key !== undefined)
      throw new UserError(`${ALONE[key]}: is for trials that other machines play; add --queue URL`);
    return;
  }
  if (flags.namesWorkers)
    throw new UserError(
      '--workers: with --queue this process plays no trials; leave it out, and start `genoprop worker --connect URL --threads N` on each machine',
    );
  const { host, tls } = readAddress(addressOf(flags.queue), exchangeOptions('--queue', flags));
  if (flags.sendPlugins && tls === null && !isHere(host))
    throw new UserError(
      '--send-plugins: programs are sent over TLS or on this machine alone; use rediss://, or copy them to the workers',
    );
}

const isHere = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host);

/**
 * Chooser of the device that `auto` stands for: over machines there is none.
 * @param otherwise chooser without --queue
 */
export const settleWith = (
  { queue }: MachineFlags,
  otherwise: Calibrate | undefined,
): Calibrate | undefined =>
  queue === undefined
    ? otherwise
    : () => {
        throw new UserError(
          '--queue: the device would be picked on this machine, and others may be faster with another one; name one for all, such as --device wasm',
        );
      };

/**
 * Requires a tournament whose trials give the same results on any machine.
 * @throws UserError
 */
export function requirePlayedAnywhere(spec: TournamentSpec, flags: MachineFlags): void {
  if (flags.queue === undefined) return;
  requireNoSeconds(spec, flags, '--queue');
  const isOnProcessor = spec.device === 'wasm';
  if (isOnProcessor && flags.adapter !== undefined)
    throw new UserError(`--adapter: is for GPUs, and ${spec.device} computes on the processor; leave it out`);
  if (!isOnProcessor && flags.adapter === undefined)
    throw new UserError(
      `--queue: GPUs differ in the last bits of ${spec.device}; name what all adapters contain, such as --adapter H200, or compute with --device wasm`,
    );
}

/**
 * Requires budgets that buy the same on any machine.
 * @param flag that lets several machines play
 * @throws UserError
 */
export function requireNoSeconds(
  spec: TournamentSpec,
  { allowSeconds = false }: Pick<MachineFlags, 'allowSeconds'>,
  flag: string,
): void {
  const inSeconds = [spec.budget, ...spec.tasks.map(({ budget }) => budget)].some(
    (budget) => budget?.seconds !== undefined,
  );
  if (inSeconds && !allowSeconds)
    throw new UserError(
      `${flag}: a budget in seconds buys more on a faster machine; give one in mac, update or evaluation, or --allow-seconds where all machines are alike`,
    );
}

/** Other machines, as a session plays with them. */
export interface Machines {
  /** Plays the session as the coordinator of its run. */
  play(session: Session, terminal: Terminal, parts: SessionParts): Promise<number>;
  close(): Promise<void>;
}

/** Plays the session: on other machines where there are any, else here. */
export const playOn = (
  machines: Machines | null,
  session: Session,
  terminal: Terminal,
  parts: SessionParts,
): Promise<number> => machines?.play(session, terminal, parts) ?? playSession(session, terminal, parts);

/**
 * Connects to the server, where --queue names one, and reads the files that trials need.
 * @param err for remarks once the session has ended
 * @throws UserError and RunError as `openExchange`, UserError where a file cannot be read
 */
export async function openMachines(
  flags: MachineFlags,
  spec: TournamentSpec,
  err: Pick<Surface, 'write'>,
  open: NonNullable<SessionParts['exchange']> = openExchange,
): Promise<Machines | null> {
  if (flags.queue === undefined) return null;
  const trials = trialsOf(spec);
  const needs = needsReader(flags.adapter ?? null);
  try {
    for (const trial of new Map(trials.map((one) => [one.task.label, one])).values()) await needs(trial);
  } finally {
    await closePlugins();
  }
  const board = new NoteBoard();
  const onNote = (line: string): void => board.tell(line);
  const exchange = await open(addressOf(flags.queue), {
    ...exchangeOptions('--queue', flags),
    times: queueTimes(),
    onNote,
  });
  return new QueueMachines({ exchange, board, flags, needs, err });
}

interface Opened {
  readonly exchange: Exchange;
  readonly board: NoteBoard;
  readonly flags: MachineFlags;
  readonly needs: ReturnType<typeof needsReader>;
  readonly err: Pick<Surface, 'write'>;
}

class QueueMachines implements Machines {
  readonly #opened: Opened;
  #coordinator: Coordinator | null = null;

  constructor(opened: Opened) {
    this.#opened = opened;
  }

  async play(session: Session, terminal: Terminal, parts: SessionParts): Promise<number> {
    const { exchange, board, flags, needs } = this.#opened;
    const { spec, title, run, isolate } = session;
    let coordinator: Coordinator;
    try {
      coordinator = await openCoordinator({
        ...{
          exchange,
          run: idOf(run),
          title: title.replace(/^genoprop /, ''),
          needs,
          trials: trialsOf(spec),
        },
        note: (line) => board.tell(line),
        trustsWorkers: flags.trustWorkers === true,
        sendsPlugins: flags.sendPlugins === true,
        isolate,
        paces: pacesFor(queueTimes()),
      });
    } catch (error) {
      run?.close();
      throw error;
    }
    this.#coordinator = coordinator;
    return playSession(
      {
        ...session,
        queue: {
          shown: exchange.shown,
          resume: flags.queue === true ? ['--queue'] : ['--queue', String(flags.queue)],
          onNote: (tell) => board.listen(tell),
        },
      },
      terminal,
      {
        ...parts,
        play: (played, options) =>
          runTournament(played, { ...options, player: (stage) => coordinator.player(stage) }),
      },
    );
  }

  async close(): Promise<void> {
    const { exchange, board, err } = this.#opened;
    await this.#coordinator?.close();
    await exchange.close().catch((error: unknown) => board.tell(oneLine(error)));
    board.listen((line) => err.write(`genoprop: ${line}\n`));
  }
}

/** Id of the run: of its file, or a random one where none is kept. */
function idOf(run: OpenRun | null): string {
  if (run === null || !('sessions' in run)) return randomRunId();
  const sessions = (run as { readonly sessions: () => readonly FirstSession[] }).sessions();
  return sessions[0] === undefined ? randomRunId() : runIdOf(sessions[0]);
}

/** Notes on the connection, of which store, queue and coordinator may each tell the same. */
const LOST = / trying again$/;
const BACK = /^connected to .* again$/;

/** Notes that wait until a view shows them. */
class NoteBoard {
  #tell: ((line: string) => void) | null = null;
  #waiting: string[] = [];
  #isLost = false;

  tell(line: string): void {
    if (LOST.test(line)) {
      if (this.#isLost) return;
      this.#isLost = true;
    } else if (BACK.test(line)) {
      if (!this.#isLost) return;
      this.#isLost = false;
    }
    if (this.#tell === null) this.#waiting.push(line);
    else this.#tell(line);
  }

  /** Tells all notes to this listener until the returned function is called. */
  listen(tell: (line: string) => void): () => void {
    for (const line of this.#waiting.splice(0)) tell(line);
    this.#tell = tell;
    return () => {
      this.#tell = null;
    };
  }
}
