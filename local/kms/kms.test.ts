import { createPublicKey, verify } from 'node:crypto';
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  ReEncryptCommand,
  SignCommand,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lambda, role } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';
import { LENDER } from '../testing/sources.ts';

const ACCOUNT = {
  Statement: [
    { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: 'arn:aws:iam::000000000000:root' } },
  ],
};
const test = new TestCloud();
let operator: KMSClient;
let sealer: KMSClient;

const key = (Properties: Record<string, unknown>) => ({
  Type: 'AWS::KMS::Key',
  Properties: { KeyPolicy: ACCOUNT, ...Properties },
});
const alias = (name: string, of: string) => ({
  Type: 'AWS::KMS::Alias',
  Properties: { AliasName: `alias/${name}`, TargetKeyId: { Ref: of } },
});
const ASSEMBLY = {
  code: { Sealer: LENDER },
  resources: {
    Data: key({}),
    Other: key({}),
    Elliptic: key({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
    Rsa: key({ KeySpec: 'RSA_3072', KeyUsage: 'SIGN_VERIFY' }),
    Closed: key({
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      KeyPolicy: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'kms:GetPublicKey',
            Resource: '*',
            Principal: { AWS: { 'Fn::GetAtt': ['SealerRole', 'Arn'] } },
          },
        ],
      },
    }),
    DataAlias: alias('data', 'Data'),
    OtherAlias: alias('other', 'Other'),
    EllipticAlias: alias('elliptic', 'Elliptic'),
    RsaAlias: alias('rsa', 'Rsa'),
    ClosedAlias: alias('closed', 'Closed'),
    SealerRole: role(
      {
        Action: ['kms:Sign', 'kms:GetPublicKey'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } },
      },
      {
        Action: ['kms:Encrypt', 'kms:Decrypt'],
        Resource: { 'Fn::GetAtt': ['Data', 'Arn'] },
        Condition: { StringEquals: { 'kms:EncryptionContext:tenant': 'dev' } },
      },
    ),
    Sealer: lambda('Sealer', LENDER, 'SealerRole'),
  },
};

beforeAll(async () => {
  await test.start(ASSEMBLY);
  operator = new KMSClient(test.clientOptions());
  sealer = new KMSClient(await test.clientOptionsOf('sealer'));
});
afterAll(async () => {
  for (const client of [operator, sealer]) client.destroy();
  await test.dispose();
});

const Message = Buffer.from('the head of a window');

describe('a signing key', () => {
  it.each([
    ['elliptic', 'ECDSA_SHA_256', 'ECC_NIST_P256'],
    ['rsa', 'RSASSA_PSS_SHA_256', 'RSA_3072'],
    ['rsa', 'RSASSA_PKCS1_V1_5_SHA_512', 'RSA_3072'],
  ] as const)('%s signs with %s what Verify accepts, and nothing else', async (name, SigningAlgorithm, KeySpec) => {
    const KeyId = `alias/${name}`;
    const { Signature } = await operator.send(new SignCommand({ KeyId, Message, SigningAlgorithm }));
    const verified = await operator.send(new VerifyCommand({ KeyId, Message, SigningAlgorithm, Signature }));
    expect(verified.SignatureValid).toBe(true);
    const other = new VerifyCommand({ KeyId, Message: Buffer.from('another'), SigningAlgorithm, Signature });
    await expect(operator.send(other)).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' });
    const { KeyMetadata } = await operator.send(new DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toMatchObject({ KeySpec, KeyUsage: 'SIGN_VERIFY', Enabled: true });
  });

  it('gives its public key, with which a signature is verified without KMS', async () => {
    const KeyId = 'alias/elliptic';
    const { PublicKey } = await operator.send(new GetPublicKeyCommand({ KeyId }));
    const { Signature } = await operator.send(new SignCommand({ KeyId, Message, SigningAlgorithm: 'ECDSA_SHA_256' }));
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
    expect(publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(verify('sha256', Message, publicKey, Buffer.from(Signature ?? []))).toBe(true);
  });

  it('is the same after a restart', async () => {
    const fetched = async () => (await operator.send(new GetPublicKeyCommand({ KeyId: 'alias/rsa' }))).PublicKey;
    const before = await fetched();
    for (const client of [operator, sealer]) client.destroy();
    await test.stop();
    await test.start(ASSEMBLY);
    operator = new KMSClient(test.clientOptions());
    sealer = new KMSClient(await test.clientOptionsOf('sealer'));
    expect(await fetched()).toEqual(before);
  });

  it('refuses operations of other key usages', async () => {
    const encrypt = new EncryptCommand({ KeyId: 'alias/rsa', Plaintext: Message });
    await expect(operator.send(encrypt)).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
    const sign = new SignCommand({ KeyId: 'alias/data', Message, SigningAlgorithm: 'ECDSA_SHA_256' });
    await expect(operator.send(sign)).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
  });

  it('is used by the roles and with the algorithm that the policy allows', async () => {
    const sign = (name: string, SigningAlgorithm: 'ECDSA_SHA_256' | 'RSASSA_PSS_SHA_256') =>
      sealer.send(new SignCommand({ KeyId: `alias/${name}`, Message, SigningAlgorithm }));
    await sign('elliptic', 'ECDSA_SHA_256');
    await expect(sign('rsa', 'RSASSA_PSS_SHA_256')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    // Its policy hands nothing to the account, so that the role's own policy does not help.
    await expect(sign('closed', 'ECDSA_SHA_256')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await sealer.send(new GetPublicKeyCommand({ KeyId: 'alias/closed' }));
  });
});

describe('a symmetric key', () => {
  const EncryptionContext = { tenant: 'dev', kind: 'link' };

  it('decrypts under the same context alone, in whatever order', async () => {
    const { CiphertextBlob } = await operator.send(
      new EncryptCommand({ KeyId: 'alias/data', Plaintext: Message, EncryptionContext }),
    );
    const decrypt = (context: Record<string, string>, KeyId?: string) =>
      operator.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context, KeyId }));
    const { Plaintext } = await decrypt({ kind: 'link', tenant: 'dev' }, 'alias/data');
    expect(Buffer.from(Plaintext ?? [])).toEqual(Message);
    await expect(decrypt({ tenant: 'other', kind: 'link' })).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
    await expect(decrypt(EncryptionContext, 'alias/other')).rejects.toMatchObject({ name: 'IncorrectKeyException' });
  });

  it('gives data keys, and hands a ciphertext to another key', async () => {
    const made = await operator.send(
      new GenerateDataKeyCommand({ KeyId: 'alias/data', KeySpec: 'AES_256', EncryptionContext }),
    );
    expect(made.Plaintext).toHaveLength(32);
    const moved = await operator.send(
      new ReEncryptCommand({
        CiphertextBlob: made.CiphertextBlob,
        SourceEncryptionContext: EncryptionContext,
        DestinationKeyId: 'alias/other',
      }),
    );
    const { Plaintext, KeyId } = await operator.send(new DecryptCommand({ CiphertextBlob: moved.CiphertextBlob }));
    expect(Plaintext).toEqual(made.Plaintext);
    expect(KeyId).toBe(moved.KeyId);
  });

  it('is used under the context that the policy demands', async () => {
    const encrypt = (tenant: string) =>
      sealer.send(new EncryptCommand({ KeyId: 'alias/data', Plaintext: Message, EncryptionContext: { tenant } }));
    await encrypt('dev');
    await expect(encrypt('other')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
