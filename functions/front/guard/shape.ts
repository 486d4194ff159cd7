import { checkShape, limitsFor } from '../../platform/input/shape.ts';
import type { Guard } from './guarded-call.ts';

/** Arguments keep to the limits of requirement A20, to those of the stage, or to those that the tool states for itself. */
export const shape: Guard = (call, next) => {
  checkShape(call.arguments, limitsFor(call.tool.definition.inputLimits, call.services.inputLimits));
  return next();
};
