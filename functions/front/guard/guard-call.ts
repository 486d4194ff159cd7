import { confirmation } from './confirmation.ts';
import { dispatchTool } from './dispatch-tool.ts';
import { chain, type Guard } from './guarded-call.ts';
import { inputValidation } from './input-validation.ts';
import { requiredScopes } from './required-scopes.ts';
import { stepUp } from './step-up.ts';
import { writeClaim } from './write-claim.ts';

/**
 * The guards of a tool call, in the order that DESIGN.md (section 3.4) gives them. Size, shape and the look-up of the
 * tool come before, in call-tool.ts. A place without a guard says which requirement fills it.
 */
const GUARDS: readonly Guard[] = [
  requiredScopes,
  // A9: may this principal use this tool at all?
  // A11: rate limit
  inputValidation,
  // A9: policy with arguments
  stepUp,
  confirmation,
  writeClaim,
  // A12: cache
];

/** Takes a call through every guard and, if none answers or refuses, to its family. */
export const guardCall = chain(GUARDS, dispatchTool);
