/** Answers of the worker. Pure of the worker's globals, so that tests ask in Node too. */
import type { Device } from '../../engine/device.ts';
import { UserError } from '../../errors.ts';
import type { Ask, Asks, Request, ToldEvent } from '../messages.ts';
import { episodeOf, Worlds } from './episodes.ts';
import { graphOf } from './graph.ts';
import { offerOf, unfitFor } from './offer.ts';
import { planOf } from './plan.ts';
import { LastExamSets, Playing } from './play.ts';
import { exportOf, summaryOf } from './results.ts';
import { sequencesOf, traceOf } from './sequences.ts';

/** Handlers by the names of what is asked. */
type Handlers = {
  readonly [Name in Ask]: (
    given: Asks[Name]['given'],
    tell: (event: ToldEvent) => void,
    id: number,
  ) => Asks[Name]['answer'] | Promise<Asks[Name]['answer']>;
};

export class Answers {
  readonly #worlds = new Worlds();
  readonly #sets = new LastExamSets();
  readonly #device: Device;
  #playing: { readonly id: number; readonly playing: Playing } | null = null;
  readonly #handlers: Handlers;

  /** @param device for trials and plans; the answers never close it */
  constructor(device: Device) {
    this.#device = device;
    this.#handlers = {
      offer: offerOf,
      plan: ({ wish }) => planOf(wish, device),
      unfit: ({ wish }) => ({ reasons: unfitFor(wish) }),
      sequences: ({ trial, first, count }) => sequencesOf(trial, first, count),
      trace: ({ sequence, ...net }) => traceOf(net, sequence),
      graph: graphOf,
      episode: ({ start, ...net }) => episodeOf(net, start),
      world: ({ trial, start }) => this.#worlds.begin(trial, start),
      act: ({ world, actions, times }) => this.#worlds.act(world, actions, times),
      leave: ({ world }) => {
        this.#worlds.leave(world);
        return {};
      },
      summary: ({ spec, results }) => summaryOf(spec, results),
      export: exportOf,
      play: (given, tell, id) => this.#play(given, tell, id),
    };
  }

  /**
   * Answer to a request.
   * @param tell receives the events of a trial
   * @throws UserError, RunError on a request that is refused, with one line
   */
  async answer<Name extends Ask>(
    request: Request<Name>,
    tell: (event: ToldEvent) => void = () => {},
  ): Promise<Asks[Name]['answer']> {
    const handler = this.#handlers[request.ask] as Handlers[Name] | undefined;
    if (handler === undefined)
      throw new UserError(`${String(request.ask)}: nothing of that name can be asked`);
    return handler(request, tell, request.id);
  }

  /** Order to the trial whose `play` has that id; ignored where it is over. */
  order(id: number, order: Parameters<Playing['take']>[0]): void {
    if (this.#playing?.id === id) this.#playing.playing.take(order);
  }

  async #play(
    { trial, paused = false }: Asks['play']['given'],
    tell: (event: ToldEvent) => void,
    id: number,
  ): Promise<Asks['play']['answer']> {
    if (this.#playing !== null) throw new UserError('a trial is played here already');
    const playing = new Playing(trial, paused, tell);
    this.#playing = { id, playing };
    try {
      return { result: await playing.play(trial, this.#device, this.#sets.of(trial)) };
    } finally {
      this.#playing = null;
    }
  }
}
