/** Deepest accepted nesting, so that recursive code is safe. The limits of tools are far lower. */
export const MAX_NESTING = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Measures the nesting of a text while its bytes arrive. Only text that begins as JSON (`{` or `[`) is measured.
 */
export class JsonDepth {
  #begun: 'not yet' | 'JSON' | 'something else' = 'not yet';
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** @returns true if the text so far is nested too deep */
  exceededBy(bytes: Uint8Array): boolean {
    for (const byte of bytes) {
      if (this.#begun === 'not yet') {
        if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) continue;
        this.#begun = byte === 0x7b || byte === 0x5b ? 'JSON' : 'something else';
      }
      if (this.#begun === 'something else') return false;
      if (this.#inString) this.#readString(byte);
      else if (byte === QUOTE) this.#inString = true;
      else if (byte === 0x7b || byte === 0x5b) this.#depth += 1;
      else if (byte === 0x7d || byte === 0x5d) this.#depth -= 1;
      if (this.#depth > MAX_NESTING) return true;
    }
    return false;
  }

  #readString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }
}

/** Whether a text is JSON that is nested too deep. */
export function isTooDeep(text: string): boolean {
  return new JsonDepth().exceededBy(Buffer.from(text));
}
