import { isObject, stringMember } from '../read/json-value.ts';
import { cannotSend } from './argument-error.ts';
import { textOf } from './atoms.ts';
import { bytesOf, type LoadedResources } from './binary.ts';
import { multipart } from './multipart.ts';
import type { BodyPlan, ContentPlan, FieldPlan } from './plan.ts';
import { queryPairs } from './query.ts';
import { xmlText } from './xml.ts';

export interface BuiltBody {
  /** Value of the header `Content-Type`. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

type Arguments = Readonly<Record<string, unknown>>;

/** The body for the arguments; undefined without a body. */
export function builtBody(plan: BodyPlan, args: Arguments, resources: LoadedResources): BuiltBody | undefined {
  if (plan.from === 'properties') {
    const given = plan.properties.filter(({ argument }) => args[argument] !== undefined);
    if (given.length === 0 && !plan.required) return undefined;
    const value = Object.fromEntries(given.map(({ argument, property }) => [property, args[argument]]));
    return written({ content: plan.content, argument: 'body', value, resources });
  }
  const value = args[plan.argument];
  if (value === undefined) return undefined;
  if (plan.from === 'argument') return written({ content: plan.content, argument: plan.argument, value, resources });
  const chosen = isObject(value) ? stringMember(value, 'content_type') : undefined;
  const content = plan.contents.find(({ mediaType }) => mediaType === chosen);
  if (content === undefined || !isObject(value)) {
    const types = plan.contents.map(({ mediaType }) => mediaType).join(', ');
    throw cannotSend(plan.argument, 'it has no media type that is known', `content_type one of ${types}, and content`);
  }
  return written({ content, argument: plan.argument, value: value.content, resources });
}

interface Writing {
  readonly content: ContentPlan;
  readonly argument: string;
  readonly value: unknown;
  readonly resources: LoadedResources;
}

function written({ content, argument, value, resources }: Writing): BuiltBody {
  const { mediaType, format, fields } = content;
  const text = (body: string, contentType = mediaType) => ({ contentType, bytes: new TextEncoder().encode(body) });
  switch (format) {
    case 'json':
      return text(JSON.stringify(value));
    case 'json-lines':
      return text(lines(mediaType, value));
    case 'form':
      return text(formText(argument, value, fields));
    case 'multipart':
      return multipart({ mediaType, argument, value, fields, resources });
    case 'binary':
      return { contentType: mediaType, bytes: bytesOf(argument, value, resources) };
    case 'xml':
      return text(xmlText(content, value));
    case 'text':
      return text(textOf(argument, value), `${mediaType}; charset=utf-8`);
  }
}

/** One JSON text a line; a JSON sequence (RFC 7464) has a record separator before each. */
function lines(mediaType: string, value: unknown): string {
  const lead = mediaType === 'application/json-seq' ? '\u001e' : '';
  return (Array.isArray(value) ? value : [value]).map((item) => `${lead}${JSON.stringify(item)}\n`).join('');
}

function formText(argument: string, value: unknown, fields: ContentPlan['fields']): string {
  if (!isObject(value)) throw cannotSend(argument, 'a form is an object', 'an object');
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .flatMap(([name, item]) => formPairs(name, item, fields[name] ?? {}))
    .join('&');
}

/** With a style, as a query has it. Without, an object is JSON and a list repeats its name (OpenAPI 3.1, section 4.8.15). */
function formPairs(
  name: string,
  value: unknown,
  { style, explode, allowReserved = false, contentType }: FieldPlan,
): string[] {
  const plan = {
    argument: name,
    name,
    allowReserved,
    style: style ?? 'form',
    explode: explode ?? (style ?? 'form') === 'form',
  };
  if (style !== undefined || explode !== undefined) return queryPairs(plan, value);
  if (contentType !== undefined && /json/.test(contentType)) return queryPairs({ ...plan, contentType }, value);
  if (isObject(value)) return queryPairs({ ...plan, contentType: 'application/json' }, value);
  return queryPairs(plan, value);
}
