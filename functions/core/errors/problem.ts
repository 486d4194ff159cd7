import { answeredError } from './answered-error.ts';
import { toManifoldError } from './manifold-error.ts';

/** An error as problem details (RFC 9457), with the fields of the catalogue as extension members. */
export function problem(thrown: unknown, options: { correlationId: string; showTrace: boolean }): Response {
  const error = toManifoldError(thrown);
  const body = answeredError(error, options);
  const status = error.status === 521 ? 404 : error.status;
  return Response.json(
    { type: `urn:manifold:error:${body.code}`, title: body.name, status, detail: body.message, ...body },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
}
