import { createHash } from 'node:crypto';
import { isObject } from '../read/json-value.ts';
import { cannotSend } from './argument-error.ts';
import { textOf } from './atoms.ts';
import { bytesOf, type LoadedResources } from './binary.ts';
import type { BuiltBody } from './body.ts';
import type { FieldPlan } from './plan.ts';

interface MultipartWriting {
  readonly mediaType: string;
  readonly argument: string;
  readonly value: unknown;
  readonly fields: Readonly<Record<string, FieldPlan>>;
  readonly resources: LoadedResources;
}

interface Part {
  readonly head: string;
  readonly bytes: Uint8Array;
}

/**
 * A body in parts (RFC 7578), one for each property, and for each item of a list. The boundary is made of a hash of the
 * parts, so that equal arguments make equal bytes; a boundary that a part contains is not used.
 */
export function multipart({ mediaType, argument, value, fields, resources }: MultipartWriting): BuiltBody {
  if (!isObject(value)) throw cannotSend(argument, 'a body in parts is an object', 'an object');
  const parts = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .flatMap(([name, item]) => partsOf({ name, value: item, field: fields[name] ?? {}, resources }));
  if (parts.length === 0) throw cannotSend(argument, 'a body in parts has at least one', 'at least one property');
  const boundary = boundaryFor(parts);
  const encoder = new TextEncoder();
  const chunks = parts.flatMap(({ head, bytes }) => [
    encoder.encode(`--${boundary}\r\n${head}\r\n\r\n`),
    bytes,
    encoder.encode('\r\n'),
  ]);
  const bytes = Buffer.concat([...chunks, encoder.encode(`--${boundary}--\r\n`)]);
  return { contentType: `${mediaType}; boundary=${boundary}`, bytes };
}

interface PartSource {
  readonly name: string;
  readonly value: unknown;
  readonly field: FieldPlan;
  readonly resources: LoadedResources;
}

function partsOf({ name, value, field, resources }: PartSource): Part[] {
  const isWhole = field.contentType !== undefined && /json/.test(field.contentType);
  if (Array.isArray(value) && !isWhole) {
    if (value.length === 0)
      throw cannotSend(name, 'an empty list has no form here', 'at least one item, or leave it out');
    return value.map((item) => partOf({ name, value: item, field, resources }));
  }
  return [partOf({ name, value, field, resources })];
}

function partOf({ name, value, field, resources }: PartSource): Part {
  const quoted = name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const disposition = `Content-Disposition: form-data; name="${quoted}"`;
  if (field.binary) {
    const type = field.contentType ?? 'application/octet-stream';
    const head = `${disposition}; filename="${quoted}"\r\nContent-Type: ${type}`;
    return { head, bytes: bytesOf(name, value, resources) };
  }
  const isJson = typeof value === 'object' || (field.contentType !== undefined && /json/.test(field.contentType));
  const type = field.contentType ?? (isJson ? 'application/json' : 'text/plain; charset=utf-8');
  const text = isJson && value !== null ? JSON.stringify(value) : textOf(name, value);
  return { head: `${disposition}\r\nContent-Type: ${type}`, bytes: new TextEncoder().encode(text) };
}

function boundaryFor(parts: readonly Part[]): string {
  const hash = createHash('sha256');
  for (const { head, bytes } of parts) hash.update(head).update('\0').update(bytes).update('\0');
  const digest = hash.digest('hex');
  for (let length = 24; ; length += 8) {
    const boundary = `part-${digest.repeat(2).slice(0, length)}`;
    if (length >= 64 || !parts.some(({ bytes }) => Buffer.from(bytes).includes(boundary))) return boundary;
  }
}
