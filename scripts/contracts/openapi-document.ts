import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { CommandError } from '../command/command-error.ts';

/** The parts of an OpenAPI 3 document that excerpts are made from. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; license?: object };
  paths: Record<string, PathItem>;
  components?: Record<string, Record<string, unknown>>;
}

export interface Operation {
  parameters?: unknown[];
  requestBody?: unknown;
  responses?: Record<string, unknown>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type Method = (typeof METHODS)[number];

/** Operations by their method, and parameters that all of them have. */
export type PathItem = { parameters?: unknown[] } & Partial<Record<Method, Operation>>;

/** The method that an operation names in capitals, such as `GET`. */
export const methodOf = (text: string): Method | undefined => METHODS.find((method) => method.toUpperCase() === text);

/**
 * Reads a document: JSON or YAML, packed with gzip or not.
 *
 * @param source a file or a web address
 * @throws {CommandError} if the source cannot be read, or is not an OpenAPI 3 document
 */
export async function readDocument(source: string): Promise<OpenApiDocument> {
  const bytes = /^https?:/.test(source) ? await download(source) : await readLocal(source);
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = (isPacked ? gunzipSync(bytes) : bytes).toString('utf8');
  // JSON is YAML, but its own parser is many times faster.
  const document: unknown = text.startsWith('{') ? JSON.parse(text) : parse(text, { maxAliasCount: -1 });
  if (isDocument(document)) return document;
  throw new CommandError(`"${source}" is not an OpenAPI 3 document.`);
}

async function download(address: string): Promise<Buffer> {
  const answer = await fetch(address);
  if (!answer.ok) throw new CommandError(`"${address}" answered with status ${answer.status}.`);
  return Buffer.from(await answer.arrayBuffer());
}

async function readLocal(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new CommandError(`There is no file "${path}" that can be read.`, { cause: error });
  }
}

const isDocument = (value: unknown): value is OpenApiDocument =>
  typeof value === 'object' && value !== null && 'openapi' in value && 'info' in value && 'paths' in value;
