/** Splits chunks of UTF-8 into whole, non-empty lines; what has no end yet waits for the next chunk. */
export function splitLines(): (chunk: Uint8Array | undefined) => string[] {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    return parts.filter((line) => line.length > 0);
  };
}
