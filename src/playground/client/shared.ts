/** Session that the boot script begins and the page's script takes over, with the fragment that it was begun with. */
import type { Session } from '../session.ts';

interface Shared {
  readonly session: Session;
  readonly hash: string;
}

const place = globalThis as { genopropPlayground?: Shared };

export function handOver(shared: Shared): void {
  place.genopropPlayground = shared;
}

export const takeOver = (): Shared => place.genopropPlayground!;
