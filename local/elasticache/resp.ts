/** One command of the Redis protocol, with the bytes after it. */
export type Command = { words: Buffer[]; rest: Buffer };

/**
 * The first command in a buffer, as clients send it (an array of bulk strings); undefined if it is not complete yet.
 * @throws Error if the buffer begins with something else.
 */
export function firstCommand(buffer: Buffer): Command | undefined {
  let at = 0;
  const line = (): string | undefined => {
    const end = buffer.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const text = buffer.toString('latin1', at, end);
    at = end + 2;
    return text;
  };
  const header = line();
  if (header === undefined) return undefined;
  const count = /^\*(\d+)$/.exec(header)?.[1];
  if (count === undefined) throw new Error('This is not a command of the Redis protocol.');
  const words: Buffer[] = [];
  while (words.length < Number(count)) {
    const length = line();
    if (length === undefined) return undefined;
    const size = Number(/^\$(\d+)$/.exec(length)?.[1] ?? Number.NaN);
    if (Number.isNaN(size)) throw new Error('This is not a command of the Redis protocol.');
    if (buffer.length < at + size + 2) return undefined;
    words.push(buffer.subarray(at, at + size));
    at += size + 2;
  }
  return { words, rest: buffer.subarray(at) };
}

export function encodeCommand(words: readonly (string | Buffer)[]): Buffer {
  const parts = words.map((word) => {
    const bytes = Buffer.from(word as string);
    return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]);
  });
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...parts]);
}
