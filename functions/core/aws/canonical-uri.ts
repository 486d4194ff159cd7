/**
 * Path and query of a request as Signature Version 4 signs them ("Create a canonical request", IAM User Guide): encoded as
 * RFC 3986 says, the query sorted.
 */

/** Encodes all but the unreserved characters of RFC 3986, section 2.3; `encodeURIComponent` leaves `!'()*` as they are. */
export const encodeRfc3986 = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Encodes each part of an encoded path once more, as every service but S3 requires. */
export const canonicalPath = (path: string): string =>
  path === '/' ? path : path.split('/').map(encodeRfc3986).join('/');

/**
 * Sorts the parameters of an encoded query by name, then by value.
 *
 * @param query without its `?`
 * @throws URIError if an escape is malformed
 */
export function canonicalQuery(query: string): string {
  if (query === '') return '';
  const parameters = query.split('&').map((parameter): [string, string] => {
    const [name = '', ...value] = parameter.split('=');
    return [encodeAgain(name), encodeAgain(value.join('='))];
  });
  return parameters
    .sort(([name, value], [other, otherValue]) => compare(name, other) || compare(value, otherValue))
    .map((parameter) => parameter.join('='))
    .join('&');
}

const encodeAgain = (text: string) => encodeRfc3986(decodeURIComponent(text));

/** Compares by code point; encoded text is ASCII. */
const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));
