import { StartError } from '../start-error.ts';

export type KeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC';

/** What a key of a spec is for (KMS Developer Guide, "Key spec reference"). */
export type KeySpec = { name: string; usage: KeyUsage; algorithms: readonly string[] };

const RSA_SIGNING = ['PKCS1_V1_5', 'PSS'].flatMap((scheme) =>
  ['256', '384', '512'].map((bits) => `RSASSA_${scheme}_SHA_${bits}`),
);

const SPECS: readonly KeySpec[] = [
  { name: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT', algorithms: ['SYMMETRIC_DEFAULT'] },
  { name: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC', algorithms: ['HMAC_SHA_256'] },
  { name: 'ECC_NIST_P256', usage: 'SIGN_VERIFY', algorithms: ['ECDSA_SHA_256'] },
  { name: 'ECC_NIST_P384', usage: 'SIGN_VERIFY', algorithms: ['ECDSA_SHA_384'] },
  { name: 'RSA_2048', usage: 'SIGN_VERIFY', algorithms: RSA_SIGNING },
  { name: 'RSA_3072', usage: 'SIGN_VERIFY', algorithms: RSA_SIGNING },
  { name: 'RSA_4096', usage: 'SIGN_VERIFY', algorithms: RSA_SIGNING },
];

/**
 * The spec of a key of the assembly.
 * @param path of the resource, for the error
 * @throws StartError if the local cloud does not know the spec, or the usage does not fit it.
 */
export function keySpec(path: string, name: string, usage: string | undefined): KeySpec {
  const spec = SPECS.find((one) => one.name === name);
  if (!spec) throw new StartError(`Key ${path} has the spec ${name}, which the local cloud does not know.`);
  // CloudFormation's default is ENCRYPT_DECRYPT, which fits symmetric keys alone.
  if ((usage ?? 'ENCRYPT_DECRYPT') !== spec.usage)
    throw new StartError(
      `Key ${path} of the spec ${name} has the usage ${usage ?? 'ENCRYPT_DECRYPT'}; the local cloud knows ${spec.usage} for it.`,
    );
  return spec;
}
