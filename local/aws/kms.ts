import { randomBytes } from 'node:crypto';
import { ACCOUNT } from '../account.ts';
import type { KeyUsage } from '../kms/key-specs.ts';
import type { Key, Keys } from '../kms/keys.ts';
import { publicKeyOf, signMessage, verifyMessage } from '../kms/signing.ts';
import { type AwsCall, AwsError, type AwsService, answerJson } from './service.ts';

type Input = {
  KeyId?: string;
  Plaintext?: string;
  CiphertextBlob?: string;
  EncryptionContext?: Record<string, string>;
  KeySpec?: string;
  NumberOfBytes?: number;
  Message?: string;
  MessageType?: string;
  Signature?: string;
  SigningAlgorithm?: string;
  Mac?: string;
  MacAlgorithm?: string;
  SourceKeyId?: string;
  SourceEncryptionContext?: Record<string, string>;
  DestinationKeyId?: string;
  DestinationEncryptionContext?: Record<string, string>;
};
type Call = { input: Input; keys: Keys; use: Use };
/** The key of a call, after the caller's right to use it was checked. */
type Use = (options: {
  name: string;
  usage?: KeyUsage;
  /** If it differs from the operation's own name. */
  action?: string;
  encryptionContext?: Record<string, string> | undefined;
  facts?: Record<string, string[]>;
}) => Key;

/** Longest text that Encrypt takes, and longest message of Sign and GenerateMac. */
const MAX_BYTES = 4_096;

const OPERATIONS: Record<string, (call: Call) => unknown> = {
  Encrypt({ input, keys, use }) {
    const key = use({ name: input.KeyId ?? '', usage: 'ENCRYPT_DECRYPT', encryptionContext: input.EncryptionContext });
    const blob = keys.encrypt(key.arn, limited(input.Plaintext), aad(input.EncryptionContext));
    return { KeyId: key.arn, CiphertextBlob: base64(blob), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
  },
  Decrypt({ input, keys, use }) {
    const named = keys.keyOf(bytes(input.CiphertextBlob));
    const key = use({ name: named, usage: 'ENCRYPT_DECRYPT', encryptionContext: input.EncryptionContext });
    checkSource(keys, input.KeyId, key);
    const plain = keys.decrypt(bytes(input.CiphertextBlob), aad(input.EncryptionContext));
    return { KeyId: key.arn, Plaintext: base64(plain), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
  },
  ReEncrypt({ input, keys, use }) {
    const from = use({
      name: keys.keyOf(bytes(input.CiphertextBlob)),
      usage: 'ENCRYPT_DECRYPT',
      action: 'ReEncryptFrom',
      encryptionContext: input.SourceEncryptionContext,
    });
    checkSource(keys, input.SourceKeyId, from);
    const to = use({
      name: input.DestinationKeyId ?? '',
      usage: 'ENCRYPT_DECRYPT',
      action: 'ReEncryptTo',
      encryptionContext: input.DestinationEncryptionContext,
    });
    const plain = keys.decrypt(bytes(input.CiphertextBlob), aad(input.SourceEncryptionContext));
    const blob = keys.encrypt(to.arn, plain, aad(input.DestinationEncryptionContext));
    return { SourceKeyId: from.arn, KeyId: to.arn, CiphertextBlob: base64(blob) };
  },
  GenerateDataKey: (call) => dataKey(call),
  GenerateDataKeyWithoutPlaintext(call) {
    const { Plaintext: _, ...rest } = dataKey(call);
    return rest;
  },
  Sign({ input, keys, use }) {
    const { key, algorithm } = signing(input, use);
    const signature = signMessage(keys.secret(key.arn), algorithm, limited(input.Message));
    return { KeyId: key.arn, Signature: base64(signature), SigningAlgorithm: algorithm };
  },
  Verify({ input, keys, use }) {
    const { key, algorithm } = signing(input, use);
    const signed = { message: limited(input.Message), signature: bytes(input.Signature) };
    if (!verifyMessage(keys.secret(key.arn), algorithm, signed))
      throw new AwsError('KMSInvalidSignatureException', 'The signature is not valid.');
    return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: algorithm };
  },
  GetPublicKey({ input, keys, use }) {
    const key = use({ name: input.KeyId ?? '', usage: 'SIGN_VERIFY' });
    const { name, usage, algorithms } = key.spec;
    const PublicKey = base64(publicKeyOf(keys.secret(key.arn)));
    return { KeyId: key.arn, PublicKey, KeySpec: name, KeyUsage: usage, SigningAlgorithms: algorithms };
  },
  GenerateMac({ input, keys, use }) {
    const key = use({ name: input.KeyId ?? '', usage: 'GENERATE_VERIFY_MAC' });
    const mac = keys.mac(key.arn, limited(input.Message));
    return { KeyId: key.arn, Mac: base64(mac), MacAlgorithm: input.MacAlgorithm };
  },
  VerifyMac({ input, keys, use }) {
    const key = use({ name: input.KeyId ?? '', usage: 'GENERATE_VERIFY_MAC' });
    if (!keys.verifyMac(key.arn, limited(input.Message), bytes(input.Mac)))
      throw new AwsError('KMSInvalidMacException', 'The MAC is not valid.');
    return { KeyId: key.arn, MacValid: true, MacAlgorithm: input.MacAlgorithm };
  },
  DescribeKey({ input, use }) {
    const { id, arn, spec } = use({ name: input.KeyId ?? '' });
    const algorithms =
      spec.usage === 'SIGN_VERIFY'
        ? { SigningAlgorithms: spec.algorithms }
        : spec.usage === 'ENCRYPT_DECRYPT'
          ? { EncryptionAlgorithms: spec.algorithms }
          : { MacAlgorithms: spec.algorithms };
    const KeyMetadata = {
      KeyId: id,
      Arn: arn,
      AWSAccountId: ACCOUNT,
      Enabled: true,
      KeyState: 'Enabled',
      KeyManager: 'CUSTOMER',
      Origin: 'AWS_KMS',
      MultiRegion: false,
      KeySpec: spec.name,
      KeyUsage: spec.usage,
      ...algorithms,
    };
    return { KeyMetadata };
  },
};

/** KMS: encryption with a context, data keys, signatures (messages, not digests) and MACs. */
export function kmsService(keys: Keys): AwsService {
  return {
    protocol: 'json-1.1',
    async handle({ identity, headers, body, response }) {
      const name = String(headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      const operation = OPERATIONS[name];
      if (!operation) throw new AwsError('UnknownOperationException', `The local cloud does not offer kms:${name}.`);
      const use = useOf(keys, { identity }, name);
      answerJson(response, operation({ input: JSON.parse(body.toString()), keys, use }));
    },
  };
}

function useOf(keys: Keys, { identity }: Pick<AwsCall, 'identity'>, operation: string): Use {
  return ({ name, usage, action = operation, encryptionContext, facts = {} }) => {
    const key = keys.get(keys.find(name));
    const alias = /(?:^|:)(alias\/.+)$/.exec(name)?.[1];
    keys.checkUse({
      identity,
      keyArn: key.arn,
      action: `kms:${action}`,
      encryptionContext,
      facts: { ...facts, ...(alias ? { 'kms:RequestAlias': [alias] } : {}) },
    });
    if (usage && key.spec.usage !== usage)
      throw new AwsError(
        'InvalidKeyUsageException',
        `${key.arn} key usage is ${key.spec.usage} which is not valid for ${operation}.`,
      );
    return key;
  };
}

function signing(input: Input, use: Use): { key: Key; algorithm: string } {
  const algorithm = input.SigningAlgorithm ?? '';
  const type = input.MessageType ?? 'RAW';
  const facts = { 'kms:SigningAlgorithm': [algorithm], 'kms:MessageType': [type] };
  const key = use({ name: input.KeyId ?? '', usage: 'SIGN_VERIFY', facts });
  if (type !== 'RAW')
    throw new AwsError('ValidationException', `The local cloud signs messages (MessageType RAW), not ${type}.`);
  if (!key.spec.algorithms.includes(algorithm))
    throw new AwsError(
      'InvalidKeyUsageException',
      `Algorithm ${algorithm} is incompatible with key spec ${key.spec.name}.`,
    );
  return { key, algorithm };
}

function dataKey({ input, keys, use }: Call) {
  const key = use({ name: input.KeyId ?? '', usage: 'ENCRYPT_DECRYPT', encryptionContext: input.EncryptionContext });
  const plain = randomBytes(input.NumberOfBytes ?? (input.KeySpec === 'AES_128' ? 16 : 32));
  const blob = keys.encrypt(key.arn, plain, aad(input.EncryptionContext));
  return { KeyId: key.arn, Plaintext: base64(plain), CiphertextBlob: base64(blob) };
}

/** @throws AwsError IncorrectKeyException if the caller named another key than the ciphertext does. */
function checkSource(keys: Keys, name: string | undefined, { arn }: Key): void {
  if (name !== undefined && keys.find(name) !== arn)
    throw new AwsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
}

function limited(text: string | undefined): Buffer {
  const found = bytes(text);
  if (found.length < 1 || found.length > MAX_BYTES)
    throw new AwsError('ValidationException', `The input must have between 1 and ${MAX_BYTES} bytes.`);
  return found;
}

/** The encryption context as data that the cipher authenticates; the order of its entries does not matter. */
function aad(context: Record<string, string> = {}): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort()));
}

function bytes(text: string | undefined): Buffer {
  return Buffer.from(text ?? '', 'base64');
}

function base64(buffer: Buffer): string {
  return buffer.toString('base64');
}
