import type { Kinds } from './read-request.ts';

/** Properties that a multipart body was made of (RFC 2046, section 5.1). */
export function readMultipart(body: Uint8Array, contentType: string, kinds: Kinds): Record<string, unknown> {
  const [, boundary] = /boundary=(\S+)$/.exec(contentType) ?? [];
  const text = Buffer.from(body).toString('latin1');
  const sections = text.split(`--${boundary}`).slice(1, -1);
  const found: Record<string, unknown> = {};
  for (const section of sections) {
    const [head = '', ...rest] = section.split('\r\n\r\n');
    const bytes = Buffer.from(rest.join('\r\n\r\n').slice(0, -2), 'latin1');
    const name = /name="([^"]*)"/.exec(Buffer.from(head, 'latin1').toString())?.[1] ?? '';
    const kind = kinds[name] ?? 'string';
    const plain = kind === 'bytes' ? bytes.toString('base64') : bytes.toString();
    if (kind === 'strings') found[name] = [...((found[name] as string[] | undefined) ?? []), plain];
    else if (kind === 'members' || kind === 'json') found[name] = JSON.parse(plain);
    else if (kind === 'integer') found[name] = Number(plain);
    else found[name] = kind === 'boolean' ? plain === 'true' : plain;
  }
  return found;
}
