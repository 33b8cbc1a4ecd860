/** Links of a graph that go back: without them it has no cycle. */
import type { GraphParts } from '../../export/graph-parts.ts';

/**
 * Flags of the links that go back, `[link]`: all that begin at an output, and those that close a cycle on a walk in depth from the
 * inputs, in the order of the links.
 */
export function backLinks({ nodes, links }: GraphParts): boolean[] {
  const isBack = links.map(({ from }) => nodes[from]!.kind === 'output');
  const leaving = nodes.map((): number[] => []);
  for (const [link, { from }] of links.entries()) if (!isBack[link]) leaving[from]!.push(link);
  const state = new Uint8Array(nodes.length);
  const [isOpen, isDone] = [1, 2];
  const begin = (root: number): void => {
    // A stack of its own: a chain of hidden nodes may be longer than the call stack.
    const path = [{ node: root, next: 0 }];
    state[root] = isOpen;
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const link = leaving[top.node]![top.next++];
      if (link === undefined) {
        state[top.node] = isDone;
        path.pop();
        continue;
      }
      const { to } = links[link]!;
      if (state[to] === isOpen) isBack[link] = true;
      else if (state[to] !== isDone) {
        state[to] = isOpen;
        path.push({ node: to, next: 0 });
      }
    }
  };
  const isSource = (node: number): boolean => ['input', 'bias'].includes(nodes[node]!.kind);
  const inOrder = nodes.map((_, node) => node).sort((a, b) => Number(isSource(b)) - Number(isSource(a)));
  for (const node of inOrder) if (state[node] === 0) begin(node);
  return isBack;
}
