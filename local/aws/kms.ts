import { randomBytes } from 'node:crypto';
import type { Keys } from '../kms/keys.ts';
import { AwsError, type AwsService, answerJson } from './service.ts';

type Input = {
  KeyId?: string;
  Plaintext?: string;
  CiphertextBlob?: string;
  EncryptionContext?: Record<string, string>;
  KeySpec?: string;
  NumberOfBytes?: number;
  Message?: string;
  Mac?: string;
  MacAlgorithm?: string;
};

/** KMS for symmetric keys: Encrypt, Decrypt, GenerateDataKey and the two MAC operations (HMAC_SHA_256). */
export function kmsService(keys: Keys): AwsService {
  return {
    protocol: 'json-1.1',
    async handle({ identity, headers, body, response }) {
      const operation =
        String(headers['x-amz-target'] ?? '')
          .split('.')
          .at(-1) ?? '';
      const input: Input = JSON.parse(body.toString());
      const bytes = (text: string | undefined) => Buffer.from(text ?? '', 'base64');
      const context = Buffer.from(JSON.stringify(Object.entries(input.EncryptionContext ?? {}).sort()));
      const use = (keyArn: string) => {
        keys.checkUse({ identity, keyArn, action: `kms:${operation}` });
        return keyArn;
      };
      switch (operation) {
        case 'Encrypt': {
          const key = use(keys.find(input.KeyId ?? ''));
          const blob = keys.encrypt(key, bytes(input.Plaintext), context);
          return answerJson(response, {
            KeyId: key,
            CiphertextBlob: blob.toString('base64'),
            EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
          });
        }
        case 'Decrypt': {
          const key = use(keys.find(keys.keyOf(bytes(input.CiphertextBlob))));
          const plain = keys.decrypt(bytes(input.CiphertextBlob), context);
          return answerJson(response, {
            KeyId: key,
            Plaintext: plain.toString('base64'),
            EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
          });
        }
        case 'GenerateDataKey': {
          const key = use(keys.find(input.KeyId ?? ''));
          const plain = randomBytes(input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32));
          const blob = keys.encrypt(key, plain, context);
          return answerJson(response, {
            KeyId: key,
            Plaintext: plain.toString('base64'),
            CiphertextBlob: blob.toString('base64'),
          });
        }
        case 'GenerateMac': {
          const key = use(keys.find(input.KeyId ?? ''));
          const mac = keys.mac(key, bytes(input.Message));
          return answerJson(response, { KeyId: key, Mac: mac.toString('base64'), MacAlgorithm: input.MacAlgorithm });
        }
        case 'VerifyMac': {
          const key = use(keys.find(input.KeyId ?? ''));
          if (!keys.verifyMac(key, bytes(input.Message), bytes(input.Mac)))
            throw new AwsError('KMSInvalidMacException', 'The MAC is not valid.');
          return answerJson(response, { KeyId: key, MacValid: true, MacAlgorithm: input.MacAlgorithm });
        }
        default:
          throw new AwsError('UnknownOperationException', `The local cloud does not offer kms:${operation}.`);
      }
    },
  };
}
