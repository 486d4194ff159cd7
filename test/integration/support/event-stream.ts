/** One block of an event stream: a comment, or an event with its data as JSON. */
export interface StreamBlock {
  comment?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came over the wire
  data?: any;
}

/** Blocks of an event stream, as they arrive. */
export async function* blocksOf(response: Response): AsyncGenerator<StreamBlock, undefined> {
  if (!response.body) throw new Error('The answer has no body.');
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split(/\r?\n\r?\n/);
    rest = parts.pop() ?? '';
    for (const part of parts) yield parse(part);
  }
}

/** Blocks that carry a message; comments and empty events are left out. */
export async function* messagesOf(response: Response): AsyncGenerator<NonNullable<StreamBlock['data']>, undefined> {
  for await (const { data } of blocksOf(response)) if (data !== undefined) yield data;
}

export async function lastMessage(response: Response): Promise<unknown> {
  let last: unknown;
  for await (const message of messagesOf(response)) last = message;
  return last;
}

/** The next block or message; throws if the stream has ended. */
export async function next<T>(stream: AsyncGenerator<T, undefined>): Promise<T> {
  const { value, done } = await stream.next();
  if (done || value === undefined) throw new Error('The stream ended before what was waited for.');
  return value;
}

function parse(block: string): StreamBlock {
  const lines = block.split(/\r?\n/);
  const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim());
  if (data.join('') !== '') return { data: JSON.parse(data.join('\n')) };
  const comment = lines.find((line) => line.startsWith(':'));
  return comment === undefined ? {} : { comment: comment.slice(1).trim() };
}
