import { generatedName } from '../../account.ts';
import { parsePolicy } from '../../iam/policy.ts';
import type { Keys } from '../../kms/keys.ts';
import { type Generation, generateSecret, type SecretStore } from '../../secrets/secret-store.ts';
import { record, tags, text } from '../properties.ts';
import type { Provider } from '../provider.ts';

/** Secrets and their resource policies. */
export function secretProviders(store: SecretStore, keys: Keys): Record<string, Provider> {
  return {
    'AWS::SecretsManager::Secret': {
      properties: ['Name', 'GenerateSecretString', 'SecretString', 'KmsKeyId', 'Tags'],
      ignored: { Description: 'text only', ReplicaRegions: 'there is one region' },
      provision({ stack, logicalId, properties }) {
        const kmsKey = text(properties.KmsKeyId);
        const initial = () =>
          text(properties.SecretString) ?? generateSecret(record(properties.GenerateSecretString) as Generation);
        const secret = store.ensure(
          {
            name: text(properties.Name) ?? generatedName(stack, logicalId, 64),
            tags: tags(properties.Tags),
            kmsKeyArn: kmsKey === undefined ? undefined : keys.find(kmsKey),
          },
          initial,
        );
        return { ref: secret.arn, attributes: { Id: secret.arn } };
      },
    },
    'AWS::SecretsManager::ResourcePolicy': {
      properties: ['SecretId', 'ResourcePolicy'],
      ignored: { BlockPublicPolicy: 'nothing is public here' },
      provision({ properties }) {
        const secret = store.find(String(properties.SecretId));
        secret.policy = parsePolicy(`of secret ${secret.name}`, properties.ResourcePolicy);
        return { ref: secret.arn };
      },
    },
  };
}
