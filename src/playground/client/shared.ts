/** Session that the boot script begins and the page's script takes over. */
import type { Session } from '../session.ts';

const place = globalThis as { genopropPlayground?: Session };

export function handOver(session: Session): void {
  place.genopropPlayground = session;
}

export const takeOver = (): Session => place.genopropPlayground!;
