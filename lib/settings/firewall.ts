import * as z from 'zod';

/** Requests that AWS WAF counts within five minutes; it needs at least 10. */
const RequestLimit = z.int().min(10).max(2_000_000_000);

/** The web application firewall (AWS WAF) before the API of a stage. */
export const FirewallSetting = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('managed'),
    /** Requests of one address within five minutes, over the whole API. */
    requestsPerAddress: RequestLimit.default(3_000),
    /** The same for paths that need no credential, so that one caller cannot use up the throttle of the stage. */
    openRequestsPerAddress: RequestLimit.default(300),
  }),
]);
export type FirewallSetting = z.infer<typeof FirewallSetting>;
export type ManagedFirewall = Extract<FirewallSetting, { kind: 'managed' }>;
