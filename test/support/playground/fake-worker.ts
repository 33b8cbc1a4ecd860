/** Web worker that plays what a test says, for sessions without a browser. */
import type { Begin, Order, Plan, Reply, Request, ToldEvent } from '../../../src/playground/messages.ts';
import type { WorkerLike } from '../../../src/playground/port.ts';
import type { Checkpoint, TrialSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { specOf } from '../report/made-run.ts';

export class FakeWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  readonly heard: (Begin | Order | Request)[] = [];
  isEnded = false;

  postMessage(message: unknown): void {
    const heard = structuredClone(message) as Begin | Order | Request;
    this.heard.push(heard);
    if ('ask' in heard && heard.ask === 'plan') this.#plan(heard);
  }

  terminate(): void {
    this.isEnded = true;
  }

  /** Tells the page. */
  tell(reply: Reply): void {
    this.onmessage?.({ data: structuredClone(reply) });
  }

  /** The trial that it was last told to play. */
  get play(): Extract<Request, { ask: 'play' }> {
    return this.heard.findLast((one) => 'ask' in one && one.ask === 'play') as Extract<
      Request,
      { ask: 'play' }
    >;
  }

  get orders(): Order['order'][] {
    return this.heard.flatMap((one) => ('order' in one ? [one.order] : []));
  }

  event(event: ToldEvent): void {
    this.tell({ id: this.play.id, event });
  }

  #plan({ id, wish }: Extract<Request, { ask: 'plan' }>): void {
    if (wish.task === 'nonsense') {
      this.tell({ id, refused: "unknown task 'nonsense'", fault: false });
      return;
    }
    const spec = specOf({ seeds: Number(wish.seeds ?? '1'), seed: Number(wish.seed ?? '1') });
    const whole = {
      task: 'temporal-order',
      set: [],
      contestants: ['genitor', 'msgd-cr'],
      budget: ['1e10mac'],
    };
    const plan = {
      wish: { ...whole, seed: String(spec.seed), seeds: String(spec.seeds) },
      ...{ spec, trials: trialsOf(spec), contestants: [], notes: [], command: [], commandLine: '' },
      words: { task: '', length: '', solved: '', chance: null, budget: '' },
    } satisfies Plan;
    this.tell({ id, ask: 'plan', answer: plan } as Reply);
  }
}

export const checkpoint = (macs: number, error: number): Checkpoint => ({
  cost: { macs, updates: 0, evaluations: macs, sequences: 0, seconds: macs },
  ...{ trainingLoss: error, validationLoss: error, validationError: error, inside: {} },
});

export const resultOf = ({ id, repetition }: TrialSpec, reason: 'solved' | 'failed' | 'stopped') => ({
  ...{ id, repetition, stop: { reason, detail: reason === 'failed' ? 'it broke' : '' } },
  ...{ solved: reason === 'solved', testError: null, testLoss: null, testMeasures: {} },
  cost: { macs: 5, updates: 0, evaluations: 5, sequences: 0, seconds: 1 },
  ...{ costToSolve: null, parameters: 7 },
});
