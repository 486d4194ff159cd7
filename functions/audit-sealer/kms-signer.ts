import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { kmsClient } from '../core/aws/clients/kms.ts';
import { fingerprintOf, type HeadSigner, publicKeyOf } from '../platform/audit/head.ts';

/** Signs heads with an asymmetric key of KMS (ECC_NIST_P256), which never leaves it. */
export function kmsSigner(KeyId: string, client: KMSClient = kmsClient()): HeadSigner {
  let fingerprint: Promise<string> | undefined;
  const askFingerprint = async () => {
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId }));
    if (!PublicKey) throw new Error('KMS gave no public key for the signing key of the audit.');
    return fingerprintOf(publicKeyOf(PublicKey));
  };
  return {
    fingerprint() {
      fingerprint ??= askFingerprint().catch((error: unknown) => {
        fingerprint = undefined;
        throw error;
      });
      return fingerprint;
    },
    async sign(Message) {
      const { Signature } = await client.send(
        new SignCommand({ KeyId, Message, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' }),
      );
      if (!Signature) throw new Error('KMS gave no signature.');
      return Signature;
    },
  };
}
