/** Actions of a reader in a world: which keys there are, and the numbers that a net would give in their place. */
import type { WorldAnswer } from './messages.ts';

export interface Key {
  /** Words on its button. */
  readonly text: string;
  /** Names of keys on a keyboard, as `KeyboardEvent.key` has them. */
  readonly keys: readonly string[];
}

export interface Playable {
  readonly keys: readonly Key[];
  /** True where the world stands still until a key is pressed. */
  readonly isByTurns: boolean;
  /** Actions while these keys are held, by their places. */
  actions(held: ReadonlySet<number>): number[];
}

/** Keys of buttons by their names; others have digits. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  left: ['ArrowLeft', 'a'],
  right: ['ArrowRight', 'd'],
  up: ['ArrowUp', 'w'],
  down: ['ArrowDown', 's'],
  jump: [' ', 'ArrowUp', 'w'],
  run: ['Shift'],
  forward: ['ArrowUp', 'w'],
};

/** Keys of a world; null of one that a person cannot play: too many actions, or numbers without limits. */
export function playableOf({ reads, does }: Pick<WorldAnswer, 'reads' | 'does'>): Playable | null {
  if (does.length > MOST_KEYS) return null;
  const low = reads === 'logistic' ? 0 : -1;
  if (does.length === 1) {
    const name = does[0]!;
    const rest = (low + 1) / 2;
    return {
      keys: [
        { text: `${name} to the left`, keys: NAMED.left! },
        { text: `${name} to the right`, keys: NAMED.right! },
      ],
      isByTurns: false,
      actions: (held) => [held.has(0) === held.has(1) ? rest : held.has(0) ? low : 1],
    };
  }
  if (reads === 'linear') return null;
  return {
    keys: does.map((text, place) => ({
      text,
      keys: NAMED[text.toLowerCase()] ?? [String(place + 1)],
    })),
    isByTurns: reads === 'softmax',
    actions: (held) => does.map((_, place) => (held.has(place) ? 1 : reads === 'softmax' ? 0 : low)),
  };
}

const MOST_KEYS = 9;
