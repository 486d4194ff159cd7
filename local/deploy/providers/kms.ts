import { stableId } from '../../account.ts';
import type { Keys } from '../../kms/keys.ts';
import { StartError } from '../../start-error.ts';
import { text } from '../properties.ts';
import type { Provider } from '../provider.ts';

/** Customer-managed keys, symmetric or HMAC, and their aliases. */
export function keyProviders(keys: Keys): Record<string, Provider> {
  return {
    'AWS::KMS::Key': {
      properties: ['KeyPolicy', 'KeySpec', 'KeyUsage'],
      ignored: {
        Description: 'text only',
        Enabled: 'keys are enabled',
        EnableKeyRotation: 'key material is not rotated here',
        RotationPeriodInDays: 'key material is not rotated here',
        PendingWindowInDays: 'keys are never deleted, only reset',
        MultiRegion: 'there is one region',
        Tags: 'no policy reads tags of keys',
      },
      provision({ stack, logicalId, properties }) {
        const spec = text(properties.KeySpec) ?? 'SYMMETRIC_DEFAULT';
        if (!['SYMMETRIC_DEFAULT', 'HMAC_256'].includes(spec))
          throw new StartError(`Key ${stack}/${logicalId} has the spec ${spec}, which the local cloud does not know.`);
        const id = keyId(`${stack}/${logicalId}`);
        return { ref: id, attributes: { Arn: keys.create(id, properties.KeyPolicy), KeyId: id } };
      },
    },
    'AWS::KMS::Alias': {
      properties: ['AliasName', 'TargetKeyId'],
      provision({ properties }) {
        keys.alias(String(properties.AliasName), keys.find(String(properties.TargetKeyId)));
        return { ref: String(properties.AliasName) };
      },
    },
  };
}

/** A UUID that stays the same. */
function keyId(path: string): string {
  const id = stableId(path, 32);
  return [8, 12, 16, 20, 32].map((end, index) => id.slice([0, 8, 12, 16, 20][index], end)).join('-');
}
