import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type SignKeyObjectInput,
  sign,
  type VerifyKeyObjectInput,
  verify,
} from 'node:crypto';

const CURVES: Record<string, string> = { ECC_NIST_P256: 'P-256', ECC_NIST_P384: 'P-384' };

/** Makes the private key of a signing key: PKCS #8, DER. */
export function generateSigningKey(spec: string): Buffer {
  const namedCurve = CURVES[spec];
  const { privateKey } = namedCurve
    ? generateKeyPairSync('ec', { namedCurve })
    : generateKeyPairSync('rsa', { modulusLength: Number(spec.slice('RSA_'.length)) });
  return privateKey.export({ format: 'der', type: 'pkcs8' });
}

/** The public half: SubjectPublicKeyInfo, DER, as GetPublicKey gives it. */
export function publicKeyOf(privateKey: Buffer): Buffer {
  return createPublicKey(keyObject(privateKey)).export({ format: 'der', type: 'spki' });
}

/** Signs a message; ECDSA signatures are DER (X9.62), as KMS gives them. */
export function signMessage(privateKey: Buffer, algorithm: string, message: Buffer): Buffer {
  return sign(digestOf(algorithm), message, { key: keyObject(privateKey), ...options(algorithm) });
}

export function verifyMessage(privateKey: Buffer, algorithm: string, signed: { message: Buffer; signature: Buffer }) {
  const key = createPublicKey(keyObject(privateKey));
  return verify(digestOf(algorithm), signed.message, { key, ...options(algorithm) }, signed.signature);
}

function keyObject(der: Buffer) {
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function digestOf(algorithm: string): string {
  return `sha${algorithm.slice(-3)}`;
}

/** The salt of PSS is as long as the digest (KMS Developer Guide, "RSA key specs"). */
function options(algorithm: string): Omit<SignKeyObjectInput & VerifyKeyObjectInput, 'key'> {
  if (algorithm.startsWith('ECDSA')) return { dsaEncoding: 'der' };
  if (algorithm.startsWith('RSASSA_PSS'))
    return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return { padding: constants.RSA_PKCS1_PADDING };
}
