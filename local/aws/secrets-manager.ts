import type { Authoriser } from '../iam/authoriser.ts';
import type { Keys } from '../kms/keys.ts';
import type { Secret, SecretStore } from '../secrets/secret-store.ts';
import { type AwsCall, AwsError, type AwsService, answerJson } from './service.ts';

type Input = {
  SecretId?: string;
  VersionId?: string;
  VersionStage?: string;
  SecretString?: string;
  ClientRequestToken?: string;
};

/** Secrets Manager: GetSecretValue, DescribeSecret, PutSecretValue. */
export function secretsManagerService(store: SecretStore, authoriser: Authoriser, keys: Keys): AwsService {
  const check = ({ identity }: AwsCall, secret: Secret, operation: string, stage?: string): void => {
    authoriser.check({
      identity,
      action: `secretsmanager:${operation}`,
      resource: secret.arn,
      context: contextOf(secret, stage),
      resourcePolicy: secret.policy,
    });
    if (!secret.kmsKeyArn || operation === 'DescribeSecret') return;
    const action = operation === 'PutSecretValue' ? 'kms:GenerateDataKey' : 'kms:Decrypt';
    keys.checkUse({ identity, keyArn: secret.kmsKeyArn, action, via: 'secretsmanager' });
  };
  return {
    protocol: 'json-1.1',
    async handle(call) {
      const operation =
        String(call.headers['x-amz-target'] ?? '')
          .split('.')
          .at(-1) ?? '';
      const input: Input = JSON.parse(call.body.toString());
      const secret = find(store, call, authoriser, operation, input.SecretId ?? '');
      check(call, secret, operation, input.VersionStage ?? 'AWSCURRENT');
      const names = { ARN: secret.arn, Name: secret.name };
      if (operation === 'GetSecretValue') {
        const found = store.read(secret, {
          versionId: input.VersionId,
          stage: input.VersionStage,
        });
        answerJson(call.response, {
          ...names,
          SecretString: found.value,
          VersionId: found.versionId,
          VersionStages: found.stages,
          CreatedDate: found.createdAt,
        });
      } else if (operation === 'DescribeSecret') {
        const Tags = [...secret.tags].map(([Key, Value]) => ({ Key, Value }));
        answerJson(call.response, { ...names, Tags, VersionIdsToStages: store.versions(secret) });
      } else if (operation === 'PutSecretValue') {
        const VersionId = store.put(secret, input.SecretString ?? '', input.ClientRequestToken);
        answerJson(call.response, { ...names, VersionId, VersionStages: ['AWSCURRENT'] });
      } else {
        throw new AwsError('UnknownOperationException', `The local cloud does not offer secretsmanager:${operation}.`);
      }
    },
  };
}

/** Only a caller who may read the secret learns that it does not exist, as with AWS. */
function find(
  store: SecretStore,
  { identity }: AwsCall,
  authoriser: Authoriser,
  operation: string,
  id: string,
): Secret {
  try {
    return store.find(id);
  } catch (error) {
    authoriser.check({ identity, action: `secretsmanager:${operation}`, resource: id });
    throw error;
  }
}

function contextOf(secret: Secret, stage: string | undefined): Record<string, string[]> {
  const context: Record<string, string[]> = { 'secretsmanager:SecretId': [secret.arn] };
  if (stage) context['secretsmanager:VersionStage'] = [stage];
  for (const [key, value] of secret.tags) {
    context[`secretsmanager:ResourceTag/${key}`] = [value];
    context[`aws:ResourceTag/${key}`] = [value];
  }
  return context;
}
