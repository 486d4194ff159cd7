import { paidAnswer } from './cache/paid-answer.ts';
import { responseCache } from './cache/response-cache.ts';
import { confirmation } from './confirmation/confirmation.ts';
import { dispatchTool } from './dispatch-tool.ts';
import { writeClaim } from './exactly-once/write-claim.ts';
import { chain, type Guard } from './guarded-call.ts';
import { inputValidation } from './input-validation.ts';
import { policy } from './policy.ts';
import { rateLimit } from './rate-limit.ts';
import { shape } from './shape.ts';
import { stepUp } from './step-up.ts';

/**
 * The guards of a tool call, in the order that docs/guards.md explains. The size of the request, the look-up
 * of the tool and whether the principal may use it at all come before: what policies hide is not there to be called.
 */
const GUARDS: Readonly<Record<string, Guard>> = {
  shape,
  rateLimit,
  inputValidation,
  policy,
  stepUp,
  paidAnswer,
  confirmation,
  writeClaim,
  responseCache,
};

/** Takes a call through every guard and, if none answers or refuses, to its family. */
export const guardCall = chain(GUARDS, dispatchTool);
