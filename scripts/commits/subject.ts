/** Longest subject that `git log --oneline` and review pages show whole, in characters. */
const MAX_LENGTH = 72;

/** One area, such as `front` or `core/aws`, then a verb. */
const SUBJECT = /^[a-z][a-z0-9-]*(?:[/.][a-z0-9-]+)*: (\S+)(?: .*)?$/;

/** Past and progressive forms; the words that merely end like them are imperatives. */
const NOT_IMPERATIVE = /(?:ed|ing)$/;
const IMPERATIVE = new Set([
  'bring',
  'embed',
  'exceed',
  'feed',
  'need',
  'ping',
  'proceed',
  'ring',
  'seed',
  'shed',
  'speed',
]);

/** The fault of a commit's subject as a sentence; undefined if the subject is `area: imperative verb object`. */
export function faultOfSubject(subject: string): string | undefined {
  if (subject.length > MAX_LENGTH) return `has ${subject.length} characters; write at most ${MAX_LENGTH}`;
  const verb = SUBJECT.exec(subject)?.[1];
  if (verb === undefined) return 'has no area; write "area: imperative verb object"';
  if (subject.endsWith('.')) return 'ends with a full stop; leave it out';
  if (verb !== verb.toLowerCase() && verb.slice(1) === verb.slice(1).toLowerCase())
    return `"${verb}" starts with a capital; write it small`;
  if (NOT_IMPERATIVE.test(verb) && !IMPERATIVE.has(verb))
    return `"${verb}" is no imperative; write "add", not "added" or "adding"`;
  return undefined;
}
