import { type ISecurityGroup, type IVpc, Peer, Port, SecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { NetworkSetting } from '../../settings/network.ts';
import type { FunctionNetwork } from '../manifold-function.ts';

/** HTTPS, by which every AWS service is reached. */
const HTTPS = Port.tcp(443);

/** The private network of a stage, as constructs use it. */
export interface StageNetwork {
  readonly vpc: IVpc;
  /** Subnets in which functions run. */
  readonly subnets: SubnetSelection;
  /** Whether functions reach AWS by IPv6, under its dual-stack names; if not, by IPv4. */
  readonly dualStack: boolean;
}

/** A security group that lets nothing in, and HTTPS out to AWS alone. Its owner adds further destinations. */
export function groupForFunctions(
  scope: Construct,
  id: string,
  { network: { vpc, dualStack }, description }: { readonly network: StageNetwork; readonly description: string },
): SecurityGroup {
  const group = new SecurityGroup(scope, id, { vpc, description, allowAllOutbound: false });
  if (dualStack) group.addEgressRule(Peer.anyIpv6(), HTTPS, 'AWS under its dual-stack names');
  group.addEgressRule(Peer.anyIpv4(), HTTPS, 'AWS through endpoints of the VPC');
  return group;
}

/** The place of a function in the network. */
export function placeIn({ vpc, subnets, dualStack }: StageNetwork, group: ISecurityGroup): FunctionNetwork {
  return { vpc, subnets, dualStack, group };
}

/** Lets a group connect to the private networks that the stage names for its families. */
export function allowDestinations(group: SecurityGroup, network: NetworkSetting): void {
  if (network.kind === 'none') return;
  for (const { cidr, ports } of network.destinations) {
    const peer = cidr.includes(':') ? Peer.ipv6(cidr) : Peer.ipv4(cidr);
    for (const port of ports) group.addEgressRule(peer, Port.tcp(port), 'A destination of the stage');
  }
}
