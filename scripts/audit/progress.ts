/** Told now and then how far long work is. */
export type Progress = (sentence: string) => void;

const EVERY_MS = 1_000;

/** Progress on standard error, once a second at most; quiet where that is no terminal. */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let last = Date.now();
  return (sentence) => {
    if (!stream.isTTY || Date.now() - last < EVERY_MS) return;
    last = Date.now();
    stream.write(`${sentence}\n`);
  };
}
