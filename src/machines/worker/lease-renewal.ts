/** Renewal of a worker's leases, one round at a time. A lease that has run out is told, and its trial plays on. */
import type { Hand } from './hand.ts';
import type { WorkerContext } from './worker-context.ts';

export class LeaseRenewal {
  readonly #worker: WorkerContext;
  #isUnderWay = false;

  constructor(worker: WorkerContext) {
    this.#worker = worker;
  }

  /** Renews all leases but those that are lost. */
  async renewAll(): Promise<void> {
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    try {
      await Promise.all([...this.#worker.hands.values()].map((hand) => this.#renew(hand)));
    } finally {
      this.#isUnderWay = false;
    }
  }

  async #renew(hand: Hand): Promise<void> {
    if (!hand.isHeld) return;
    const { link, exchange, hands, tell } = this.#worker;
    const { lease } = hand;
    const isHeld = await link.attempt('queue', () => exchange.queue.renew(lease), null);
    if (isHeld !== false || hand.lease !== lease || hands.get(lease.id) !== hand) return;
    hand.isHeld = false;
    // A job that has just been handed in has no lease either; the line of its result says whether it was late.
    if (hand.phase === 'playing') tell({ type: 'lease lost', named: hand.named });
  }
}
