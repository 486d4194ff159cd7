import { OpenApiError } from '../openapi-error.ts';
import { isObject, member } from './json-value.ts';

/** The dialects that a document can be written in. Schemas of 3.2 are those of 3.1. */
export type Dialect = '2.0' | '3.0' | '3.1' | '3.2';

/** @throws {OpenApiError} E2001 if the document is of no version that is known here, or is not what it says */
export function dialectOf(root: unknown): Dialect {
  if (!isObject(root)) {
    throw new OpenApiError('E2001', 'The document is not an object with "openapi" or "swagger".');
  }
  const stated = member(root, 'openapi') ?? member(root, 'swagger');
  if (stated === undefined) {
    const hint = member(root, 'asyncapi') !== undefined ? ' It is an AsyncAPI document.' : '';
    throw new OpenApiError('E2001', `The document says neither "openapi" nor "swagger".${hint}`, {
      expectedFormat: 'openapi: 3.0, 3.1 or 3.2, or swagger: 2.0',
    });
  }
  const version = typeof stated === 'number' ? stated.toFixed(1) : String(stated);
  const [, dialect] = /^\s*(2\.0|3\.[012])(?:[.\s-].*)?$/.exec(version) ?? [];
  const isSwagger = member(root, 'openapi') === undefined;
  if (dialect === undefined || isSwagger !== (dialect === '2.0')) {
    throw new OpenApiError('E2001', `The version "${version}" is not one that is known here.`, {
      expectedFormat: 'openapi: 3.0, 3.1 or 3.2, or swagger: 2.0',
    });
  }
  if (isSwagger && (isObject(member(root, 'components')) || member(root, 'servers') !== undefined)) {
    throw lies('Swagger 2.0', '"components" or "servers", which OpenAPI 3 has');
  }
  const hasOldParts = isObject(member(root, 'definitions')) || member(root, 'host') !== undefined;
  if (!isSwagger && hasOldParts && !isObject(member(root, 'components'))) {
    throw lies(`OpenAPI ${version}`, '"definitions" or "host", which Swagger 2.0 has');
  }
  return dialect as Dialect;
}

function lies(stated: string, found: string): OpenApiError {
  return new OpenApiError('E2001', `The document says that it is ${stated}, but it has ${found}.`, {
    suggestion: 'Set the version to the one that the document is written in.',
  });
}
