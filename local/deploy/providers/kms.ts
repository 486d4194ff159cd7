import { stableId } from '../../account.ts';
import { keySpec } from '../../kms/key-specs.ts';
import type { Keys } from '../../kms/keys.ts';
import { text } from '../properties.ts';
import type { Provider } from '../provider.ts';

/** Customer-managed keys (symmetric, HMAC, signing) and their aliases. */
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
        const name = text(properties.KeySpec) ?? 'SYMMETRIC_DEFAULT';
        const spec = keySpec(`${stack}/${logicalId}`, name, text(properties.KeyUsage));
        const id = keyId(`${stack}/${logicalId}`);
        return { ref: id, attributes: { Arn: keys.create(id, properties.KeyPolicy, spec), KeyId: id } };
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
