/** Links that save what is made when they are clicked. */

/**
 * Wires the link.
 * @param make returns null where there is nothing to save
 */
export const offer = (link: HTMLAnchorElement, make: () => Blob | null): void =>
  link.addEventListener('click', (event) => {
    const blob = make();
    if (blob === null) {
      event.preventDefault();
      return;
    }
    const address = URL.createObjectURL(blob);
    link.href = address;
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
