import { ArnFormat, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Port, SecurityGroup, type SubnetSelection, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { CfnServerlessCache, CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { VALKEY_ACCESS } from '../../schemas/cache-access.ts';
import { ENV } from '../../schemas/environment.ts';
import { removalPolicyOf } from '../removal.ts';
import type { Settings } from '../settings.ts';
import type { FunctionNetwork } from './manifold-function.ts';
import type { Network } from './network.ts';

/** The port of ElastiCache Serverless; 6380 beside it serves reads from replicas, which a lease must not see. */
const PORT = Port.tcp(6379);
/** Ceilings, so that a fault costs so much and no more: beyond them the cache refuses, and a refusal is a miss. */
const LIMITS = { storageGb: 5, ecpuPerSecond: 20_000 };

export interface ResponseCacheProps {
  readonly settings: Settings;
  readonly network: Network;
}

/**
 * The Valkey cache of a stage: ElastiCache Serverless, encrypted under a key of its own, open to one user that has the
 * rights of the store and signs in with the role of its function (IAM), so that there is no password to keep.
 */
export class ResponseCache extends Construct {
  /** From where in the network functions reach the cache. */
  readonly place: FunctionNetwork;
  private readonly cache: CfnServerlessCache;
  private readonly name: string;
  private readonly user: string;

  constructor(scope: Construct, id: string, { settings, network }: ResponseCacheProps) {
    super(scope, id);
    this.name = `manifold-${settings.stage}`;
    this.user = `manifold-${settings.stage}-functions`;
    const key = new Key(this, 'Key', {
      description: `Response cache of Manifold, stage ${settings.stage}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: removalPolicyOf(settings),
    });
    const user = new CfnUser(this, 'User', {
      engine: 'valkey',
      userId: this.user,
      // A user that signs in with IAM has its id for a name.
      userName: this.user,
      authenticationMode: { Type: 'iam' },
      accessString: `on ${VALKEY_ACCESS}`,
    });
    const users = new CfnUserGroup(this, 'Users', {
      engine: 'valkey',
      userGroupId: this.name,
      userIds: [user.ref],
    });
    const { vpc } = network;
    const group = new SecurityGroup(this, 'Group', {
      vpc,
      description: 'Response cache of Manifold',
      allowAllOutbound: false,
    });
    const functions = network.groupForFunctions(this, 'FunctionsGroup', 'Functions that use the response cache');
    functions.connections.allowTo(group, PORT, 'The response cache');
    const subnets: SubnetSelection = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };
    this.place = { vpc, subnets, group: functions };
    this.cache = new CfnServerlessCache(this, 'Cache', {
      engine: 'valkey',
      majorEngineVersion: '8',
      serverlessCacheName: this.name,
      description: 'Answers of tools; everything in it can be got again',
      cacheUsageLimits: {
        dataStorage: { maximum: LIMITS.storageGb, unit: 'GB' },
        ecpuPerSecond: { maximum: LIMITS.ecpuPerSecond },
      },
      kmsKeyId: key.keyArn,
      securityGroupIds: [group.securityGroupId],
      subnetIds: vpc.selectSubnets(subnets).subnetIds,
      userGroupId: users.ref,
    });
  }

  /** What tells a function where the cache is and as whom it is used. */
  get environment(): Record<string, string> {
    const { attrEndpointAddress: host, attrEndpointPort: port } = this.cache;
    return {
      [ENV.CACHE_URL]: Fn.join('', ['rediss://', host, ':', port]),
      [ENV.CACHE_NAME]: this.name,
      [ENV.CACHE_USER]: this.user,
    };
  }

  /** Lets a role open the cache. */
  grantConnect(grantee: IGrantable): Grant {
    const arnOf = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({
        service: 'elasticache',
        resource,
        resourceName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    return Grant.addToPrincipal({
      grantee,
      actions: ['elasticache:Connect'],
      resourceArns: [arnOf('serverlesscache', this.name), arnOf('user', this.user)],
    });
  }
}
