import { OpenApiError } from '../openapi-error.ts';

/** An argument whose value the request has no way to carry. */
export function cannotSend(argument: string, reason: string, expected: string): OpenApiError {
  return new OpenApiError('E2004', `"${argument}" cannot be sent: ${reason}.`, {
    field: argument,
    expectedFormat: expected,
  });
}
