export type ListRequest = {
  prefix: string;
  delimiter: string;
  /** Only keys after this one. */
  after: string;
  limit: number;
};

export type Listing = {
  keys: string[];
  /** Prefixes up to the delimiter, each for all keys that begin with it. */
  commonPrefixes: string[];
  /** Key to continue after; undefined at the end. */
  next?: string;
};

/** One page of a listing over sorted keys; a common prefix counts as one entry (S3 API Reference, ListObjectsV2). */
export function listKeys(sorted: readonly string[], { prefix, delimiter, after, limit }: ListRequest): Listing {
  const listing: Listing = { keys: [], commonPrefixes: [] };
  let last = after;
  for (const key of sorted) {
    if (!key.startsWith(prefix) || !isAfter(key, after)) continue;
    const common = commonPrefix(key, prefix, delimiter);
    // All keys below a prefix that was already listed are behind it.
    if (common !== undefined && (common === listing.commonPrefixes.at(-1) || common === after)) continue;
    if (listing.keys.length + listing.commonPrefixes.length >= limit) {
      if (limit > 0) listing.next = last;
      return listing;
    }
    if (common === undefined) listing.keys.push(key);
    else listing.commonPrefixes.push(common);
    last = common ?? key;
  }
  return listing;
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

function isAfter(key: string, last: string): boolean {
  return last === '' || Buffer.compare(Buffer.from(key), Buffer.from(last)) > 0;
}
