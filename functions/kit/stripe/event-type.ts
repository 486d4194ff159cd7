import * as z from 'zod';

const AnyEvent = z.object({ type: z.string() });

/**
 * The type of an event of Stripe. Families read it before the rest, since events of all types arrive, and some are about
 * objects without an id, such as a balance.
 */
export const eventTypeOf = (body: unknown): string => AnyEvent.parse(body).type;
