/** Table of contents: folded on a small screen, and with a mark at the part that is read. */

/** Makes the function that looks for the parts of the page, to be called whenever parts come or go. */
export function followContents(): () => void {
  const contents = document.querySelector<HTMLDetailsElement>('details.contents');
  // On a small screen the contents would fill it.
  if (contents && innerWidth < 1000) contents.open = false;
  let links = new Map<string, HTMLAnchorElement>();
  const reading = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        for (const link of links.values()) link.removeAttribute('aria-current');
        links.get(target.id)?.setAttribute('aria-current', 'true');
      }
    },
    { rootMargin: '-15% 0px -75% 0px' },
  );
  return () => {
    const all = document.querySelectorAll<HTMLAnchorElement>('.contents a[href^="#"]');
    links = new Map([...all].map((link) => [link.hash.slice(1), link]));
    reading.disconnect();
    for (const id of links.keys()) {
      const section = document.getElementById(id);
      if (section) reading.observe(section);
    }
  };
}
