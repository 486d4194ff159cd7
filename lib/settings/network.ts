import * as z from 'zod';

const Port = z.int().min(1).max(65_535);

/** A private network that families with `network: 'vpc'` may connect to, besides AWS and what their manifest declares. */
const Destination = z.strictObject({
  /** IPv4 or IPv6 range: `10.20.0.0/16`. */
  cidr: z.union([z.cidrv4(), z.cidrv6()]),
  ports: z.array(Port).min(1),
});

/**
 * The private network of a stage. Families with `network: 'vpc'` run in it, and so do the functions that use the Valkey
 * cache; everything else stays outside.
 */
export const NetworkSetting = z.discriminatedUnion('kind', [
  /** No family may ask for the VPC. A Valkey cache still brings a network of its own, like `new` without extras. */
  z.strictObject({ kind: z.literal('none') }),
  /** A VPC of the stage's own: two zones, IPv4 inside, IPv6 to the outside. */
  z.strictObject({
    kind: z.literal('new'),
    cidr: z.cidrv4().default('10.0.0.0/16'),
    /** NAT gateways, for destinations on the internet that have no IPv6 address. Each is billed by the hour. */
    natGateways: z.int().min(0).max(2).default(0),
    /** Interface endpoints for Secrets Manager, KMS, Lambda and SQS. Each is billed by the hour and zone. */
    interfaceEndpoints: z.boolean().default(false),
    destinations: z.array(Destination).default([]),
  }),
  /** A VPC that is there already, with its routes and endpoints. */
  z.strictObject({
    kind: z.literal('existing'),
    vpcId: z.string().regex(/^vpc-[0-9a-f]+$/, 'expected an id such as vpc-0a1b2c3d'),
    /** Private subnets, one for each zone, in the order of `availabilityZones`. */
    subnetIds: z.array(z.string().regex(/^subnet-[0-9a-f]+$/, 'expected an id such as subnet-0a1b2c3d')).min(1),
    availabilityZones: z.array(z.string().min(1)).min(1),
    /** Whether the subnets have IPv6 and a route to AWS by it. If not, they need NAT or endpoints. */
    dualStack: z.boolean().default(false),
    destinations: z.array(Destination).default([]),
  }),
]);
export type NetworkSetting = z.infer<typeof NetworkSetting>;
export type NewNetworkSetting = Extract<NetworkSetting, { kind: 'new' }>;
export type ExistingNetworkSetting = Extract<NetworkSetting, { kind: 'existing' }>;

/** The network that a stage without a setting gets for its Valkey cache. */
export const NETWORK_OF_CACHE = NetworkSetting.parse({ kind: 'new' }) as NewNetworkSetting;
