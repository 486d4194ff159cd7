import { knownScopes } from '../../platform/audit/known-scopes.ts';
import { validateAgainst } from '../../platform/json-schema/validate.ts';
import { auditedArguments } from './audit/audited-arguments.ts';
import type { Guard } from './guarded-call.ts';

/**
 * Arguments match the tool's input schema, or the call is refused before anything is claimed or paid for. What audit may
 * keep of them is settled here.
 */
export const inputValidation: Guard = async (call, next) => {
  const { inputSchema, auditFields } = call.tool.definition;
  validateAgainst(inputSchema, call.arguments);
  call.established.audited = auditedArguments(auditFields, call.arguments, {
    key: await call.services.key('audit-arguments'),
    scopes: knownScopes(call.request.catalogue),
  });
  return next();
};
