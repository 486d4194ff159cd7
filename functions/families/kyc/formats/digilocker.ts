import * as z from 'zod';

/** Documents that a person can share through the provider's DigiLocker sessions. */
export const DOC_TYPES = ['aadhaar', 'pan', 'driving_license'] as const;
export const DocType = z.enum(DOC_TYPES);
export type DocType = z.infer<typeof DocType>;

/** Form of a session id: a UUID, so that it cannot lead to another path. */
export const SESSION_ID = /^[A-Za-z0-9-]{1,64}$/;

export const sessionIdField = () =>
  z
    .string()
    .trim()
    .regex(SESSION_ID, 'expected the session_id that digilocker_init_session answered')
    .meta({
      description: 'session_id that digilocker_init_session answered.',
      examples: ['839fd8a0-d645-42e1-a904-bb43353b0139'],
    });

/** States of a session in the order in which it goes through them; the last three are final. */
export const SESSION_STATES = ['created', 'initialized', 'authorized', 'succeeded', 'failed', 'expired'] as const;
