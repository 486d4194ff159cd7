import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  IpProtocol,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
  VpcEndpointDnsRecordIpType,
  VpcEndpointIpAddressType,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { removalPolicyOf } from '../removal.ts';
import type { Settings } from '../settings.ts';

/** HTTPS, which all of AWS speaks. */
const HTTPS = Port.tcp(443);

/**
 * A network for functions that reach something private: two zones, IPv4 inside, IPv6 alone to the outside and nothing
 * back. There is no NAT and nothing that costs by the hour: AWS is reached under its dual-stack names, DynamoDB by a
 * gateway endpoint besides. What goes where is logged.
 */
export class Network extends Construct {
  readonly vpc: Vpc;

  constructor(scope: Construct, id: string, { settings }: { settings: Settings }) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      vpcName: `manifold-${settings.stage}`,
      ipProtocol: IpProtocol.DUAL_STACK,
      maxAzs: 2,
      natGateways: 0,
      createInternetGateway: false,
      subnetConfiguration: [{ name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS }],
      // It would take a function of its own to empty it; nothing here is ever put into it.
      restrictDefaultSecurityGroup: false,
    });
    this.vpc.addGatewayEndpoint('DynamoDb', {
      service: GatewayVpcEndpointAwsService.DYNAMODB,
      ipAddressType: VpcEndpointIpAddressType.DUALSTACK,
      dnsRecordIpType: VpcEndpointDnsRecordIpType.DUALSTACK,
    });
    this.vpc.addFlowLog('Flows', {
      destination: FlowLogDestination.toCloudWatchLogs(
        new LogGroup(this, 'FlowLogs', {
          retention: settings.logRetentionDays,
          removalPolicy: removalPolicyOf(settings),
        }),
      ),
    });
  }

  /** A security group that lets nobody in and out to AWS alone; what else it may reach is added where that is made. */
  groupForFunctions(scope: Construct, id: string, description: string): SecurityGroup {
    const group = new SecurityGroup(scope, id, { vpc: this.vpc, description, allowAllOutbound: false });
    group.addEgressRule(Peer.anyIpv6(), HTTPS, 'AWS under its dual-stack names');
    group.addEgressRule(Peer.anyIpv4(), HTTPS, 'DynamoDB through the gateway endpoint');
    return group;
  }
}
