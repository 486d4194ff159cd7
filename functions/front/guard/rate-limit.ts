import { charge } from '../limits/charge.ts';
import type { Guard } from './guarded-call.ts';

/**
 * Refuses a call whose limit is used up (requirement A11). A request with one call was counted with it as it came in;
 * one that carries several calls is counted here, call by call.
 *
 * @throws {ManifoldError} E3009 with the limit, its reset and what to wait
 */
export const rateLimit: Guard = async (call, next) => {
  const { request, services, tool } = call;
  const counted = request.charge.tool === tool.definition.name;
  const { refusal, budget } = counted ? request.charge : await charge(services.usage, request, tool.definition);
  call.established.budget = budget;
  if (refusal) throw refusal.error;
  return next();
};
