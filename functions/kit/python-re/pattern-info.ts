/** What is known of a compiled pattern's groups. */
export interface PatternInfo {
  /** Number of groups, the whole match not counted. */
  readonly groupCount: number;
  /** Group numbers by name, in the order in which they are opened. */
  readonly groupNames: ReadonlyMap<string, number>;
}
