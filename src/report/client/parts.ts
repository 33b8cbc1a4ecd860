/** Parts of a page by a selector. */

/** The element itself where it is such a part, and all such parts inside it. */
export const parts = <Part extends Element>(root: Element | Document, selector: string): Part[] => [
  ...(root instanceof Element && root.matches(selector) ? [root as Element as Part] : []),
  ...root.querySelectorAll<Part>(selector),
];
