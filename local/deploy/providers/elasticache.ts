import { arnOf } from '../../account.ts';
import type { Caches } from '../../elasticache/caches.ts';
import { StartError } from '../../start-error.ts';
import { list, record, text } from '../properties.ts';
import type { Provider } from '../provider.ts';

/** Serverless caches of Valkey, and the users who sign in to them with IAM. */
export function cacheProviders(caches: Caches): Record<string, Provider> {
  return {
    'AWS::ElastiCache::User': {
      properties: ['AccessString', 'AuthenticationMode', 'UserId', 'UserName'],
      ignored: { Engine: 'what is installed plays the engine', Tags: 'no policy reads tags of users' },
      provision({ stack, logicalId, properties }) {
        const id = String(properties.UserId);
        if (record(properties.AuthenticationMode).Type !== 'iam')
          throw new StartError(
            `The cache user ${stack}/${logicalId} does not sign in with IAM; the local cloud knows no other way.`,
          );
        // `on` and `off` say whether the user is enabled at all; what follows are the rights.
        const [state, ...access] = (text(properties.AccessString) ?? '').split(' ');
        if (state !== 'on') throw new StartError(`The cache user ${stack}/${logicalId} is not on.`);
        caches.defineUser({ id, name: String(properties.UserName), access: access.join(' ') });
        return { ref: id, attributes: { Arn: arnOf('elasticache', `user:${id}`), Status: 'active' } };
      },
    },
    'AWS::ElastiCache::UserGroup': {
      properties: ['UserGroupId', 'UserIds'],
      ignored: { Engine: 'what is installed plays the engine', Tags: 'no policy reads tags of users' },
      provision({ properties }) {
        const id = String(properties.UserGroupId);
        caches.defineGroup(id, list(properties.UserIds).map(String));
        return { ref: id, attributes: { Arn: arnOf('elasticache', `usergroup:${id}`), Status: 'active' } };
      },
    },
    'AWS::ElastiCache::ServerlessCache': {
      properties: ['ServerlessCacheName', 'UserGroupId'],
      ignored: {
        CacheUsageLimits: 'nothing is billed',
        DailySnapshotTime: 'there are no backups here',
        Description: 'text only',
        Engine: 'what is installed plays the engine',
        KmsKeyId: 'nothing is stored',
        MajorEngineVersion: 'what is installed plays the engine',
        SecurityGroupIds: 'there is one network, loopback',
        SnapshotRetentionLimit: 'there are no backups here',
        SubnetIds: 'there is one network, loopback',
        Tags: 'no policy reads tags of caches',
      },
      async provision({ properties }) {
        const name = String(properties.ServerlessCacheName);
        const { address, port } = await caches.ensure(name, text(properties.UserGroupId) ?? '');
        return {
          ref: name,
          attributes: {
            ARN: arnOf('elasticache', `serverlesscache:${name}`),
            'Endpoint.Address': address,
            'Endpoint.Port': String(port),
            'ReaderEndpoint.Address': address,
            'ReaderEndpoint.Port': String(port),
            Status: 'available',
          },
        };
      },
    },
  };
}
