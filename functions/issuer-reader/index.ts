import * as z from 'zod';
import { ENV } from '../../schemas/environment.ts';
import { Issuer } from '../../schemas/issuer.ts';
import { requireEnv } from '../core/environment.ts';
import { readIssuer } from './read-issuer.ts';

const issuers = z.array(Issuer).parse(JSON.parse(requireEnv(ENV.ISSUERS)));

/**
 * Reads metadata of issuers for front. It is never in a private network, whose way out may be IPv6 alone: many issuers have
 * no address of IPv6.
 */
export const handler = (event: unknown) => readIssuer(event, issuers);
