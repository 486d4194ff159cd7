import { cannotSend } from './argument-error.ts';
import { percentEncoded, type StyledValue, styledValue } from './atoms.ts';
import type { ParameterPlan } from './plan.ts';

/**
 * A path parameter as its style writes it (RFC 6570, sections 3.2.2, 3.2.5 and 3.2.7).
 *
 * @throws {OpenApiError} E2004 for a value that would leave the segment empty
 */
export function pathText(plan: ParameterPlan, value: unknown): string {
  const { argument, contentType } = plan;
  const styled: StyledValue =
    contentType === undefined ? styledValue(argument, value) : { kind: 'one', text: JSON.stringify(value) };
  const text = written(plan, styled);
  if (text === '') throw cannotSend(argument, 'the path has no place for an empty text', 'a text that is not empty');
  return text;
}

function written({ name, style, explode }: ParameterPlan, value: StyledValue): string {
  const encode = style === 'label' ? dotsToo : percentEncoded;
  if (style === 'matrix') return matrix(encode(name), explode, value);
  const lead = style === 'label' ? '.' : '';
  const separator = style === 'label' && explode ? '.' : ',';
  if (value.kind === 'one') return lead + encode(value.text);
  if (value.kind === 'list') return lead + value.texts.map(encode).join(separator);
  const pairs = value.members.map(([key, text]) => `${encode(key)}${explode ? '=' : ','}${encode(text)}`);
  return lead + pairs.join(separator);
}

function matrix(name: string, explode: boolean, value: StyledValue): string {
  if (value.kind === 'one') return `;${name}=${percentEncoded(value.text)}`;
  if (value.kind === 'list') {
    const texts = value.texts.map(percentEncoded);
    return explode ? texts.map((text) => `;${name}=${text}`).join('') : `;${name}=${texts.join(',')}`;
  }
  const members = value.members.map(([key, text]) => [percentEncoded(key), percentEncoded(text)] as const);
  if (explode) return members.map(([key, text]) => `;${key}=${text}`).join('');
  return `;${name}=${members.flat().join(',')}`;
}

/** In a label, dots separate. */
const dotsToo = (text: string) => percentEncoded(text).replaceAll('.', '%2E');

/** Segments that clients and servers take for the folder itself or the one above, encoded or not. */
export const isDotSegment = (segment: string): boolean => /^(\.|%2e){1,2}$/i.test(segment);
