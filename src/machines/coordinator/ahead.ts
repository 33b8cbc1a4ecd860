/**
 * Answers to a call for each of the items, in their order. So many calls are under way at a time: many answers do not
 * wait for as many journeys to the server, and do not all lie in memory at once.
 */
export async function* ahead<Item, Answer>(
  items: readonly Item[],
  call: (item: Item) => Promise<Answer>,
  atOnce = 8,
): AsyncGenerator<readonly [Item, Answer], void> {
  const underWay: Promise<Answer>[] = [];
  for (let index = 0; index < items.length; index++) {
    for (let next = index + underWay.length; underWay.length < atOnce && next < items.length; next++) {
      const answer = call(items[next]!);
      // A failure is met where its turn comes; those after it are nobody's.
      answer.catch(() => {});
      underWay.push(answer);
    }
    yield [items[index]!, await underWay.shift()!];
  }
}
