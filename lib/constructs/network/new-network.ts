import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  IpProtocol,
  Peer,
  Port,
  SecurityGroup,
  type SubnetSelection,
  SubnetType,
  Vpc,
  VpcEndpointDnsRecordIpType,
  VpcEndpointIpAddressType,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { NewNetworkSetting } from '../../settings/network.ts';
import type { Settings } from '../../settings.ts';
import { StageLogGroup } from '../stage-log-group.ts';
import type { StageNetwork } from './stage-network.ts';

const GATEWAYS = {
  DynamoDb: GatewayVpcEndpointAwsService.DYNAMODB,
  S3: GatewayVpcEndpointAwsService.S3,
};

const INTERFACES = {
  SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Kms: InterfaceVpcEndpointAwsService.KMS,
  Lambda: InterfaceVpcEndpointAwsService.LAMBDA,
  Sqs: InterfaceVpcEndpointAwsService.SQS,
};

export interface NewNetworkProps {
  readonly settings: Settings;
  readonly network: NewNetworkSetting;
}

/**
 * A VPC of the stage's own, for functions that reach something private: two zones, IPv4 inside, IPv6 to the outside and
 * nothing back in. DynamoDB and S3 are reached through gateway endpoints, which cost nothing; other services under their
 * dual-stack names by IPv6, or through interface endpoints if the stage wants them. What flows is logged.
 */
export class NewNetwork extends Construct implements StageNetwork {
  readonly vpc: Vpc;
  readonly subnets: SubnetSelection = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };
  readonly dualStack: boolean;

  constructor(scope: Construct, id: string, { settings, network }: NewNetworkProps) {
    super(scope, id);
    const { cidr, natGateways, interfaceEndpoints } = network;
    // The private names of interface endpoints are those without dual stack.
    this.dualStack = !interfaceEndpoints;
    this.vpc = new Vpc(this, 'Vpc', {
      vpcName: `manifold-${settings.stage}`,
      ipAddresses: IpAddresses.cidr(cidr),
      ipProtocol: IpProtocol.DUAL_STACK,
      maxAzs: 2,
      natGateways,
      createInternetGateway: natGateways > 0,
      subnetConfiguration: [
        { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        ...(natGateways > 0
          ? [{ name: 'Nat', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false, cidrMask: 28 }]
          : []),
      ],
      restrictDefaultSecurityGroup: true,
    });
    for (const [name, service] of Object.entries(GATEWAYS)) {
      this.vpc.addGatewayEndpoint(name, {
        service,
        ipAddressType: VpcEndpointIpAddressType.DUALSTACK,
        dnsRecordIpType: VpcEndpointDnsRecordIpType.DUALSTACK,
      });
    }
    if (interfaceEndpoints) this.addInterfaceEndpoints(cidr);
    this.vpc.addFlowLog('Flows', {
      destination: FlowLogDestination.toCloudWatchLogs(new StageLogGroup(this, 'FlowLogs', { settings })),
    });
  }

  private addInterfaceEndpoints(cidr: string): void {
    const group = new SecurityGroup(this, 'EndpointsGroup', {
      vpc: this.vpc,
      description: 'Interface endpoints of AWS services',
      allowAllOutbound: false,
    });
    group.addIngressRule(Peer.ipv4(cidr), Port.tcp(443), 'Functions of the stage');
    for (const [name, service] of Object.entries(INTERFACES)) {
      this.vpc.addInterfaceEndpoint(name, {
        service,
        subnets: this.subnets,
        securityGroups: [group],
        // Otherwise CDK would add its own rule for the same range.
        open: false,
      });
    }
  }
}
