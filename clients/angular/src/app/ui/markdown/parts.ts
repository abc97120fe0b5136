import { OnDemand } from '../on-demand';

/** Reads Markdown; until it is there, texts are shown as they are written. */
export const reading = new OnDemand(async () => (await import('./growing')).GrowingText);

/** Colours code; without it, code is shown in one colour. */
export const colouring = new OnDemand(async () => (await import('./highlighting')).highlight);
