import { del, get, set } from 'idb-keyval';

/** What this browser keeps of an answer in the making. */
export interface Kept {
  readonly text: string;
  /** When it was written, by this browser's clock. */
  readonly at: number;
  /** How long somebody has been at it. */
  readonly spentMs: number;
  /** The server's time of the draft that this is, or grew out of; null for none. */
  readonly sentAt: string | null;
}

/** What the server keeps of it. */
export interface Sent {
  readonly draft: string | null;
  readonly drafted_at: string | null;
}

/** The draft to go on with: the newer of what this browser and the server keep. */
export function newest(kept: Kept | null, sent: Sent): string {
  if (kept === null) return sent.draft ?? '';
  if (sent.draft === null || sent.drafted_at === null) return kept.text;
  // The two clocks need not agree; what grew out of the server's draft is newer in any case.
  if (kept.sentAt !== null && Date.parse(kept.sentAt) === Date.parse(sent.drafted_at)) {
    return kept.text;
  }
  return Date.parse(sent.drafted_at) > kept.at ? sent.draft : kept.text;
}

/** The drafts of one question in IndexedDB. Without storage, such as in private windows, nothing
 * is kept here; the server's draft remains. */
export class Drafts {
  private readonly key: string;

  constructor(questionId: string, isRetry: boolean) {
    this.key = `practice-draft:${questionId}${isRetry ? ':again' : ''}`;
  }

  async read(): Promise<Kept | null> {
    try {
      return (await get<Kept>(this.key)) ?? null;
    } catch {
      return null;
    }
  }

  /** Tells whether it is kept. */
  async keep(kept: Kept): Promise<boolean> {
    try {
      await set(this.key, kept);
      return true;
    } catch {
      return false;
    }
  }

  async clear(): Promise<void> {
    try {
      await del(this.key);
    } catch {
      // There was nothing then.
    }
  }
}
