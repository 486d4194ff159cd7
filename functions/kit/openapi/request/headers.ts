import { refusedHeader } from '../inputs/headers.ts';
import { cannotSend } from './argument-error.ts';
import { percentEncoded, styledValue } from './atoms.ts';
import type { ParameterPlan } from './plan.ts';

/**
 * The value of a header, style `simple`. Nothing is percent-encoded, so that a value which would need it is refused.
 *
 * @throws {OpenApiError} E2004 for line breaks, characters outside of ASCII, and space around the value
 */
export function headerText(plan: ParameterPlan, value: unknown): string {
  const { argument, name, explode, contentType } = plan;
  const reason = refusedHeader(name);
  if (reason !== undefined) throw cannotSend(argument, reason.replace(/\.$/, ''), 'leave it out');
  const text = contentType === undefined ? simpleText(argument, explode, value) : JSON.stringify(value);
  if (!/^[\x20-\x7e]*$/.test(text)) {
    throw cannotSend(
      argument,
      'a header takes printable ASCII alone',
      'printable ASCII characters, without line breaks',
    );
  }
  if (text !== text.trim())
    throw cannotSend(argument, 'a header loses space around its value', 'no space at either end');
  return text;
}

function simpleText(argument: string, explode: boolean, value: unknown): string {
  const styled = styledValue(argument, value);
  if (styled.kind === 'one') return styled.text;
  const atoms = styled.kind === 'list' ? styled.texts : styled.members.flat();
  if (atoms.some((atom) => atom.includes(',') || atom !== atom.trim())) {
    throw cannotSend(argument, 'commas separate its items', 'items without commas and without space around them');
  }
  if (styled.kind === 'list') return styled.texts.join(',');
  if (!explode) return atoms.join(',');
  if (styled.members.some(([key]) => key.includes('='))) {
    throw cannotSend(argument, '"=" separates names and values', 'names without "="');
  }
  return styled.members.map(([key, text]) => `${key}=${text}`).join(',');
}

/** `name=value` pairs of a cookie. The style `cookie` of 3.2 encodes nothing, `form` encodes everything. */
export function cookiePairs(plan: ParameterPlan, value: unknown): string[] {
  const { argument, name, style, explode } = plan;
  const encode = style === 'cookie' ? (text: string) => plainCookie(argument, text) : percentEncoded;
  const styled = styledValue(argument, value);
  if (styled.kind === 'one') return [`${name}=${encode(styled.text)}`];
  if (!explode) {
    const atoms = styled.kind === 'list' ? styled.texts : styled.members.flat();
    if (style === 'cookie' && atoms.some((atom) => atom.includes(','))) {
      throw cannotSend(argument, 'commas separate its items', 'items without commas');
    }
    return [`${name}=${atoms.map(encode).join(',')}`];
  }
  if (styled.kind === 'list') return styled.texts.map((text) => `${name}=${encode(text)}`);
  if (style === 'cookie' && styled.members.some(([key]) => key.includes('='))) {
    throw cannotSend(argument, '"=" separates names and values', 'names without "="');
  }
  return styled.members.map(([key, text]) => `${encode(key)}=${encode(text)}`);
}

/** RFC 6265, section 4.1.1: no control characters, space, quotes, commas, semicolons or backslashes. */
function plainCookie(argument: string, text: string): string {
  if (/^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/.test(text)) return text;
  throw cannotSend(argument, 'a cookie takes no such character', 'ASCII without space, quotes, commas and semicolons');
}
