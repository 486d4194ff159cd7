import { randomUUID } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

export interface TestSecret {
  client: Pick<SecretsManagerClient, 'send'>;
  /** Present value of the secret. */
  value(): string;
  /** Requests so far, by operation. */
  asked: { get: number; put: number };
  /** Makes the secret stop answering, or answer again. */
  fail(failing: boolean): void;
}

/**
 * One secret of Secrets Manager. A version with an existing id has to be the same, or is refused (API reference,
 * PutSecretValue, ClientRequestToken). Every request takes a turn of the event loop.
 */
export function testSecret(initial = '{"keys":[],"placeholder":"generated"}'): TestSecret {
  const versions = new Map([['first', initial]]);
  const asked = { get: 0, put: 0 };
  let current = 'first';
  let failing = false;

  async function send(command: unknown) {
    await new Promise((resolve) => setImmediate(resolve));
    if (failing) throw new Error('Secrets Manager does not answer.');
    if (command instanceof GetSecretValueCommand) {
      asked.get += 1;
      return { SecretString: versions.get(current), VersionId: current };
    }
    if (!(command instanceof PutSecretValueCommand)) throw new Error('The test has not prepared this request.');
    asked.put += 1;
    const { ClientRequestToken: id = randomUUID(), SecretString = '' } = command.input;
    const existing = versions.get(id);
    if (existing !== undefined && existing !== SecretString) {
      throw new ResourceExistsException({ message: 'The version exists with another value.', $metadata: {} });
    }
    versions.set(id, SecretString);
    current = id;
    return { VersionId: id };
  }

  return {
    client: { send: send as SecretsManagerClient['send'] },
    value: () => versions.get(current) ?? '',
    asked,
    fail(value) {
      failing = value;
    },
  };
}
