import { isObject, stringMember } from '../read/json-value.ts';
import { cannotSend } from './argument-error.ts';
import type { BodyPlan, RequestPlan } from './plan.ts';

/** Bytes of resources by their URI, loaded before the request is built. */
export type LoadedResources = ReadonlyMap<string, Uint8Array>;

/** The bytes of an argument that is base64 or a link to a resource. */
export function bytesOf(argument: string, value: unknown, resources: LoadedResources): Uint8Array {
  if (typeof value === 'string') {
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)) {
      throw cannotSend(argument, 'it is no base64', 'base64 (RFC 4648, section 4), or {"resource": "<uri>"}');
    }
    return Buffer.from(value, 'base64');
  }
  const uri = isObject(value) ? stringMember(value, 'resource') : undefined;
  const bytes = uri === undefined ? undefined : resources.get(uri);
  if (bytes !== undefined) return bytes;
  const reason = uri === undefined ? 'it is neither base64 nor a resource' : `the resource ${uri} is not loaded`;
  throw cannotSend(argument, reason, 'base64, or {"resource": "<uri>"}');
}

/** URIs of the resources that the arguments name, to be loaded before. */
export function resourcesIn({ body }: RequestPlan, args: Readonly<Record<string, unknown>>): string[] {
  const values = body === undefined ? [] : binaryValues(body, args);
  return values
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .flatMap((value) => (isObject(value) ? (stringMember(value, 'resource') ?? []) : []));
}

function binaryValues(body: BodyPlan, args: Readonly<Record<string, unknown>>): unknown[] {
  if (body.from === 'properties') {
    return body.properties
      .filter(({ property }) => body.content.fields[property]?.binary)
      .map(({ argument }) => args[argument]);
  }
  const given = args[body.argument];
  const chosen = body.from === 'choice' && isObject(given) ? stringMember(given, 'content_type') : undefined;
  const content = body.from === 'choice' ? body.contents.find(({ mediaType }) => mediaType === chosen) : body.content;
  const value = body.from === 'choice' && isObject(given) ? given.content : given;
  if (content?.format === 'binary') return [value];
  const fields = Object.entries(content?.fields ?? {}).filter(([, { binary }]) => binary);
  return fields.map(([name]) => (isObject(value) ? value[name] : undefined));
}
