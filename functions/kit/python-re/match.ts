/** What is known of a compiled pattern's groups. */
export interface PatternInfo {
  /** Number of groups, the whole match not counted. */
  readonly groupCount: number;
  /** Group numbers by name, in the order in which they are opened. */
  readonly groupNames: ReadonlyMap<string, number>;
}

/** Start and end of a group, as indexes of UTF-16 code units, so that `text.slice(start, end)` is its text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A match. Groups go by number (0 is the whole match) or name; those that took no part are null. */
export class Match {
  readonly text: string;
  readonly #info: PatternInfo;
  /** Start and end of each group; -1 if it took no part. */
  readonly #spans: Int32Array;

  constructor(info: PatternInfo, text: string, spans: Int32Array) {
    this.#info = info;
    this.text = text;
    this.#spans = spans;
  }

  get start(): number {
    return this.#spans[0] ?? 0;
  }

  get end(): number {
    return this.#spans[1] ?? 0;
  }

  /** Text of a group. Throws a RangeError if the pattern has no such group. */
  group(group: number | string = 0): string | null {
    const span = this.span(group);
    return span && this.text.slice(span.start, span.end);
  }

  /** The range that a group matched. Throws a RangeError if the pattern has no such group. */
  span(group: number | string = 0): Span | null {
    const index = typeof group === 'number' ? group : this.#info.groupNames.get(group);
    if (index === undefined || !Number.isInteger(index) || index < 0 || index > this.#info.groupCount) {
      throw new RangeError(`The pattern has no group ${group}`);
    }
    const start = this.#spans[2 * index] ?? -1;
    const end = this.#spans[2 * index + 1] ?? -1;
    return start < 0 || end < 0 ? null : { start, end };
  }

  /** Texts of all groups, from number 1 on. */
  groups(): (string | null)[] {
    return Array.from({ length: this.#info.groupCount }, (_, index) => this.group(index + 1));
  }

  /** Texts of the named groups, in the order in which they are opened. */
  namedGroups(): Map<string, string | null> {
    return new Map([...this.#info.groupNames.keys()].map((name) => [name, this.group(name)]));
  }
}
