import { validateAgainst } from '../../runtime/json-schema/validate.ts';
import type { Guard } from './guarded-call.ts';

/** Arguments match the tool's input schema, or the call is refused before anything is claimed or paid for. */
export const inputValidation: Guard = (call, next) => {
  validateAgainst(call.tool.definition.inputSchema, call.arguments);
  call.established.validated = true;
  return next();
};
