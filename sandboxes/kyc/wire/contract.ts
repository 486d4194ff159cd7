import type { Answer } from '../../shared/serve.ts';
import { failure } from './answer.ts';
import type { Route } from './route.ts';

/** Refuses a body that breaks the contract (400), as strictly as the documentation can be read. */
export function refuseBody({ body: contract }: Route, contentType: string, body: unknown): Answer | undefined {
  if (!contract) return undefined;
  if (!/^application\/json\b/.test(contentType)) return failure(400, 'Content-Type must be application/json');
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return failure(400, 'Invalid request body');
  const fields = body as Record<string, unknown>;
  if (fields['@entity'] !== contract.entity) return failure(400, 'Invalid request body: @entity');
  const known = ['@entity', ...contract.required, ...(contract.optional ?? [])];
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) return failure(400, `Invalid request body: ${unknown}`);
  // The provider has texts of its own for these two.
  if (contract.required.includes('consent') && !/^[Yy]$/.test(String(fields.consent ?? ''))) {
    return failure(422, 'invalid parameter: Consent is required.');
  }
  if (contract.required.includes('reason') && String(fields.reason ?? '') === '') {
    return failure(422, 'Reason cannot be empty');
  }
  const missing = contract.required.find((name) => fields[name] === undefined);
  return missing === undefined ? undefined : failure(400, `Invalid request body: ${missing} is required`);
}

/** Refuses query parameters that the API does not document. */
export function refuseQuery({ query: known = [] }: Route, given: Record<string, string>): Answer | undefined {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  return unknown === undefined ? undefined : failure(400, `Invalid query parameter: ${unknown}`);
}
