import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../contracts');

export type Schema = Record<string, unknown>;

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
}

export interface Operation {
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses?: Record<string, Schema>;
}

/** A contract under `test/contracts`: OpenAPI 3, cut to what tests need. */
export interface ContractFile {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas?: Record<string, Schema>; parameters?: Record<string, Parameter> };
}

/** @param name file name without `.json` */
export function readContract(name: string): ContractFile {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as ContractFile;
}

export interface FoundOperation {
  /** The path as the contract writes it. */
  template: string;
  operation: Operation;
  /** Values of the path's variables. */
  variables: Record<string, string>;
}

/** The operation that a request asks for. A literal path comes before one with variables: `/customers/search` is not a customer. */
export function findOperation(
  { paths }: ContractFile,
  { method, url }: { method: string; url: URL },
): FoundOperation | undefined {
  const templates = Object.keys(paths).sort((one, other) => one.split('{').length - other.split('{').length);
  for (const template of templates) {
    const operation = paths[template]?.[method.toLowerCase()];
    const pattern = template.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/:]+)');
    const match = new RegExp(`^${pattern}$`).exec(url.pathname);
    if (!operation || !match) continue;
    const variables = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return { template, operation, variables: Object.fromEntries(variables) };
  }
  return undefined;
}
