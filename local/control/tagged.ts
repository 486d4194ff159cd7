import type { Services } from './services.ts';

/** Names of resources by the tags with which the platform finds its own. */
export type Tagged = Record<'tables' | 'secrets' | 'signingSecrets' | 'functions' | 'buckets', Record<string, string>>;

/**
 * Tables by `manifold:table`, buckets by `manifold:bucket`, secrets and functions by `manifold:family`, secrets of signing
 * keys by `manifold:signing`.
 */
export function tagged({ tables, secrets, functions, buckets }: Services): Tagged {
  return {
    tables: byTag(tables.all(), 'manifold:table'),
    secrets: byTag(secrets.all(), 'manifold:family'),
    signingSecrets: byTag(secrets.all(), 'manifold:signing'),
    functions: byTag(
      functions.all().map(({ functionName, tags }) => ({ name: functionName, tags: new Map(Object.entries(tags)) })),
      'manifold:family',
    ),
    buckets: byTag(buckets.all(), 'manifold:bucket'),
  };
}

function byTag(resources: { name: string; tags: ReadonlyMap<string, string> }[], tag: string): Record<string, string> {
  const found = resources.flatMap(({ name, tags }) => {
    const value = tags.get(tag);
    return value === undefined ? [] : [[value, name]];
  });
  return Object.fromEntries(found);
}
