import * as z from 'zod';
import { ErrorCode } from './errors.ts';

/** Keyword of an input schema with the refusal of a wrong value, if it is not E2004. Clients are not shown it. */
export const REFUSAL = 'x-refusal';

/** The code and the sentence with which a wrong value of one argument is refused. */
export const ArgumentRefusal = z.object({ code: ErrorCode, message: z.string(), expectedFormat: z.string() });
export type ArgumentRefusal = z.infer<typeof ArgumentRefusal>;

/** Metadata of a zod schema that names the refusal of a wrong value. */
export const argumentRefusal = (refusal: ArgumentRefusal): { [REFUSAL]: ArgumentRefusal } => ({ [REFUSAL]: refusal });
