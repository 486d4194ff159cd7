/** Takes a sentence about how far long work has come. */
export type Progress = (sentence: string) => void;

const EVERY_MS = 1_000;

/** Progress on standard error, once a second at most, if that is a terminal. */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let last = Date.now();
  return (sentence) => {
    if (!stream.isTTY || Date.now() - last < EVERY_MS) return;
    last = Date.now();
    stream.write(`${sentence}\n`);
  };
}
