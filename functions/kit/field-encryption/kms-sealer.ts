import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { canonicalJson } from '../../core/json/canonical.ts';
import { type DataKeys, dataKeyCache } from './data-key-cache.ts';
import type { SealContext, Sealer } from './sealer.ts';

const VERSION = 'v1';
const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface KmsSealerOptions {
  client: Pick<KMSClient, 'send'>;
  keyArn: string;
  /** Name of the family; it is part of the context, so that a family cannot open the texts of another. */
  family: string;
  opened?: DataKeys;
}

/**
 * Envelope encryption: one GenerateDataKey for each sealed text and one Decrypt for each opened text. Decrypted data keys
 * stay in memory (data-key-cache.ts), so that reading the same record again needs no request.
 *
 * A sealed text is `v1.<data key, encrypted by KMS>.<nonce, ciphertext and tag>`. KMS binds the data key to the context
 * as its encryption context, and GCM binds the text to it. CloudTrail shows the context in clear: it holds ids only.
 */
export function kmsSealer({ client, keyArn, family, opened = dataKeyCache() }: KmsSealerOptions): Sealer {
  const full = (context: SealContext) => ({ ...context, family });
  return {
    async seal(text, given) {
      const context = full(given);
      const { Plaintext, CiphertextBlob } = await kms(
        client.send(new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: 'AES_256', EncryptionContext: context })),
      );
      if (!Plaintext || !CiphertextBlob) throw unavailable(new Error('KMS answered without a key.'));
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, Plaintext, iv).setAAD(Buffer.from(canonicalJson(context)));
      const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      Plaintext.fill(0);
      return [VERSION, Buffer.from(CiphertextBlob).toString('base64url'), body.toString('base64url')].join('.');
    },

    async open(sealed, given) {
      const context = full(given);
      const [version, wrapped = '', body = ''] = sealed.split('.');
      const bytes = Buffer.from(body, 'base64url');
      if (version !== VERSION || bytes.length < IV_BYTES + TAG_BYTES) throw notOpened();
      const aad = canonicalJson(context);
      const key = await opened(`${wrapped} ${aad}`, async () => {
        const { Plaintext } = await kms(
          client.send(
            new DecryptCommand({
              KeyId: keyArn,
              CiphertextBlob: Buffer.from(wrapped, 'base64url'),
              EncryptionContext: context,
            }),
          ),
        );
        if (!Plaintext) throw unavailable(new Error('KMS answered without a key.'));
        return Plaintext;
      });
      try {
        const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(aad))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch (cause) {
        throw notOpened(cause);
      }
    },
  };
}

async function kms<T>(sent: Promise<T>): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    // KMS answers the same for another context, another key and changed bytes.
    const { name } = Object(error) as { name?: unknown };
    if (name === 'InvalidCiphertextException' || name === 'IncorrectKeyException') throw notOpened(error);
    throw unavailable(error);
  }
}

function notOpened(cause?: unknown): ManifoldError {
  return new ManifoldError('E5001', 'A sealed field does not open: it was changed, or sealed for another owner.', {
    cause,
  });
}

function unavailable(cause: unknown): ManifoldError {
  return new ManifoldError('E5004', 'The key for sealed fields is not available. Try again in a moment.', { cause });
}
