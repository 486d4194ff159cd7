import { ArnFormat, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnServerlessCache, CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { VALKEY_ACCESS } from '../../schemas/cache-access.ts';
import { ENV } from '../../schemas/environment.ts';
import { removalPolicyOf } from '../removal.ts';
import type { Settings } from '../settings.ts';
import type { FunctionNetwork } from './manifold-function.ts';
import { groupForFunctions, placeIn, type StageNetwork } from './network/stage-network.ts';

/** The port of ElastiCache Serverless. Port 6380 reads from replicas, which may lack a lease. */
const PORT = Port.tcp(6379);
/** Limits on the cost of a fault. Beyond them the cache refuses requests, and a refused request is a cache miss. */
const LIMITS = { storageGb: 5, ecpuPerSecond: 20_000 };

export interface ResponseCacheProps {
  readonly settings: Settings;
  readonly network: StageNetwork;
}

/**
 * The Valkey cache of a stage: ElastiCache Serverless, encrypted under a key of its own. Its one user may run the commands of
 * the store and signs in with the role of the function (IAM), so that there is no password.
 */
export class ResponseCache extends Construct {
  /** The place in the network from which functions reach the cache. */
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
      // The name of a user that signs in with IAM has to be its id.
      userName: this.user,
      authenticationMode: { Type: 'iam' },
      accessString: `on ${VALKEY_ACCESS}`,
    });
    const users = new CfnUserGroup(this, 'Users', {
      engine: 'valkey',
      userGroupId: this.name,
      userIds: [user.ref],
    });
    const { vpc, subnets } = network;
    const group = new SecurityGroup(this, 'Group', {
      vpc,
      description: 'Response cache of Manifold',
      allowAllOutbound: false,
    });
    const description = 'Functions that use the response cache';
    const functions = groupForFunctions(this, 'FunctionsGroup', { network, description });
    functions.connections.allowTo(group, PORT, 'The response cache');
    this.place = placeIn(network, functions);
    this.cache = new CfnServerlessCache(this, 'Cache', {
      engine: 'valkey',
      majorEngineVersion: '8',
      serverlessCacheName: this.name,
      description: 'Answers of tools, which can all be fetched again',
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

  /** Environment with the address of the cache and the name of its user. */
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
