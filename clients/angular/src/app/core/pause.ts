/** Lets the browser show what there is, and take what was pressed, before more is done. */
export function pause(): Promise<void> {
  // Nobody sees it; and timers of such pages run once a second.
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => setTimeout(resolve));
}
