/** Characters of a token, about; those of models differ, and so do these. */
const LENGTHS = [4, 1, 6, 3, 7, 2, 5, 4];

interface Token {
  readonly text: string;
  /** Milliseconds since the page began, as it came. */
  readonly at: number;
}

const SENDER = `
onmessage = ({ data: { count, perSecond } }) => {
  const begun = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.min(count, Math.floor(((performance.now() - begun) * perSecond) / 1000));
    for (; sent < due; sent += 1) postMessage(performance.timeOrigin + performance.now());
    if (sent === count) clearInterval(timer);
  }, 2);
};`;

/**
 * Sends a text as a network would: token by token, at an even pace whatever the page does, each in
 * a task of its own.
 */
export function receive(
  text: string,
  perSecond: number,
  onToken: (token: Token) => void,
): Promise<void> {
  const tokens: string[] = [];
  for (let at = 0; at < text.length; at += tokens.at(-1)?.length ?? 0) {
    tokens.push(text.slice(at, at + (LENGTHS[tokens.length % LENGTHS.length] ?? 4)));
  }
  const address = URL.createObjectURL(new Blob([SENDER], { type: 'text/javascript' }));
  const worker = new Worker(address);
  return new Promise((resolve) => {
    let received = 0;
    worker.onmessage = ({ data: at }: MessageEvent<number>) => {
      onToken({ text: tokens[received] ?? '', at: at - performance.timeOrigin });
      received += 1;
      if (received < tokens.length) return;
      worker.terminate();
      URL.revokeObjectURL(address);
      resolve();
    };
    worker.postMessage({ count: tokens.length, perSecond });
  });
}
