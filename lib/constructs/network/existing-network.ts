import { Validations } from 'aws-cdk-lib';
import { type IVpc, type SubnetSelection, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { ExistingNetworkSetting } from '../../settings/network.ts';
import type { StageNetwork } from './stage-network.ts';

/** A VPC that is there already. Its owner keeps its routes, endpoints and flow logs; nothing of it is changed. */
export class ExistingNetwork extends Construct implements StageNetwork {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };
  readonly dualStack: boolean;

  constructor(scope: Construct, id: string, setting: ExistingNetworkSetting) {
    super(scope, id);
    const { vpcId, subnetIds, availabilityZones, dualStack } = setting;
    this.vpc = Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones, privateSubnetIds: subnetIds });
    this.dualStack = dualStack;
    for (const subnet of this.vpc.privateSubnets) {
      Validations.of(subnet).acknowledge({
        id: 'Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId',
        reason: 'Functions are attached to the subnet; its routes are not touched.',
      });
    }
  }
}
