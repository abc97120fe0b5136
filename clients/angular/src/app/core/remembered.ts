/** Reads what this browser remembers; null without storage, or when it is no JSON. */
export function read<Value>(key: string): Value | null {
  try {
    const text = localStorage.getItem(key);
    return text === null ? null : (JSON.parse(text) as Value);
  } catch {
    return null;
  }
}

/** Keys that end like this are of texts that are not sent yet. */
const DRAFT = '-draft';

/** Forgets what was written and not sent: it is no business of whoever signs in next. */
export async function forgetDrafts(): Promise<void> {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.endsWith(DRAFT)) localStorage.removeItem(key);
    }
    const practice = await import('idb-keyval');
    await practice.clear();
  } catch {
    // Without storage there is none.
  }
}

/** Has this browser remember a value; null forgets it. */
export function write(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Private windows may refuse storage: it holds until the tab is closed then.
  }
}
