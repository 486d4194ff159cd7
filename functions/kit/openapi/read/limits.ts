/** What a document may have before it is refused as a whole. Each can be raised for one import. */
export interface ReadLimits {
  /** Bytes of all files together, after unpacking. */
  readonly maxBytes: number;
  readonly maxFiles: number;
  /** Levels of nesting in one file. */
  readonly maxDepth: number;
  /** Values in one file, those that YAML aliases repeat counted each time. */
  readonly maxNodes: number;
  /** How often YAML aliases may repeat an anchor. */
  readonly maxAliases: number;
  /** References that are followed from one reference. */
  readonly maxReferences: number;
}

/** The largest document of a public directory has 47 MB and 2.2 million values; most have less than 1 MB. */
export const READ_LIMITS: ReadLimits = {
  maxBytes: 64 * 1024 * 1024,
  maxFiles: 5_000,
  maxDepth: 200,
  maxNodes: 4_000_000,
  maxAliases: 100,
  maxReferences: 50,
};
