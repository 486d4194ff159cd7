import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ACCOUNT, arnOf, REGION } from '../account.ts';
import { AwsError } from '../aws/service.ts';
import type { Authoriser } from '../iam/authoriser.ts';
import { type Policy, parsePolicy } from '../iam/policy.ts';
import type { Identity } from '../identity/identities.ts';
import type { JsonFile } from '../state/json-file.ts';
import { type KeySpec, keySpec } from './key-specs.ts';
import { generateSigningKey } from './signing.ts';

export type Key = { id: string; arn: string; policy: Policy; spec: KeySpec };

export type KeyUse = {
  identity: Identity;
  keyArn: string;
  action: string;
  /** Service on whose behalf, e.g. `dynamodb`. */
  via?: string;
  encryptionContext?: Readonly<Record<string, string>>;
  /** Further facts by condition key, e.g. `kms:SigningAlgorithm`. */
  facts?: Readonly<Record<string, readonly string[]>>;
};

/** Customer-managed keys: their policies from the assembly, their material made once and kept in the state. */
export class Keys {
  private readonly keys = new Map<string, Key>();
  private readonly aliases = new Map<string, string>();
  /** Base64 of 32 bytes under the key's id; of a private key under `id/spec`, so that another spec is another key. */
  private readonly material: JsonFile<Record<string, string>>;
  private readonly authoriser: Authoriser;

  constructor(material: JsonFile<Record<string, string>>, authoriser: Authoriser) {
    this.material = material;
    this.authoriser = authoriser;
  }

  create(id: string, policy: unknown, spec: KeySpec = keySpec(id, 'SYMMETRIC_DEFAULT', undefined)): string {
    const arn = arnOf('kms', `key/${id}`);
    const key = { id, arn, policy: parsePolicy(`of key ${id}`, policy), spec };
    this.keys.set(arn, key);
    const name = materialName(key);
    if (!this.material.get()[name]) {
      const made = spec.usage === 'SIGN_VERIFY' ? generateSigningKey(spec.name) : randomBytes(32);
      this.material.set({ ...this.material.get(), [name]: made.toString('base64') });
    }
    return arn;
  }

  alias(name: string, keyArn: string): void {
    this.aliases.set(name, keyArn);
  }

  /** ARN of a key named by id, ARN or alias. @throws AwsError NotFoundException. */
  find(name: string): string {
    const alias = name.startsWith('alias/') ? name : (name.split(':').at(-1) ?? '');
    const arn = this.aliases.get(alias) ?? (name.startsWith('arn:') ? name : arnOf('kms', `key/${name}`));
    if (!this.keys.has(arn)) throw new AwsError('NotFoundException', `Key '${name}' does not exist`);
    return arn;
  }

  /** @throws AwsError NotFoundException. */
  get(keyArn: string): Key {
    const key = this.keys.get(keyArn);
    if (!key) throw new AwsError('NotFoundException', `Key '${keyArn}' does not exist`);
    return key;
  }

  /** @throws AccessDenied unless key policy and identity policies let the caller use the key. */
  checkUse({ identity, keyArn, action, via, encryptionContext = {}, facts = {} }: KeyUse): void {
    const key = this.keys.get(keyArn);
    const aliases = [...this.aliases].flatMap(([name, arn]) => (arn === keyArn ? [name] : []));
    const context: Record<string, readonly string[]> = {
      ...facts,
      'kms:CallerAccount': [ACCOUNT],
      ...(aliases.length > 0 ? { 'kms:ResourceAliases': aliases } : {}),
      ...(key ? { 'kms:KeySpec': [key.spec.name], 'kms:KeyUsage': [key.spec.usage] } : {}),
    };
    if (via) context['kms:ViaService'] = [`${via}.${REGION}.amazonaws.com`];
    for (const [name, value] of Object.entries(encryptionContext)) {
      context[`kms:EncryptionContext:${name}`] = [value];
      context['kms:EncryptionContextKeys'] = Object.keys(encryptionContext);
    }
    this.authoriser.check({
      identity,
      action,
      resource: keyArn,
      context,
      ...(key ? { resourcePolicy: key.policy, resourcePolicyKind: 'key' } : {}),
    });
  }

  encrypt(keyArn: string, plaintext: Buffer, context: Buffer): Buffer {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.secret(keyArn), iv).setAAD(context);
    const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const name = Buffer.from(keyArn);
    return Buffer.concat([Buffer.from([name.length]), name, iv, cipher.getAuthTag(), body]);
  }

  /** Key that a ciphertext names. @throws AwsError InvalidCiphertextException. */
  keyOf(ciphertext: Buffer): string {
    const arn = ciphertext.subarray(1, 1 + (ciphertext[0] ?? 0)).toString();
    if (!this.keys.has(arn)) throw new AwsError('InvalidCiphertextException', 'The ciphertext names no key.');
    return arn;
  }

  /** @throws AwsError InvalidCiphertextException. */
  decrypt(ciphertext: Buffer, context: Buffer): Buffer {
    const body = ciphertext.subarray(1 + (ciphertext[0] ?? 0));
    try {
      const decipher = createDecipheriv(
        'aes-256-gcm',
        this.secret(this.keyOf(ciphertext)),
        body.subarray(0, 12),
      ).setAAD(context);
      decipher.setAuthTag(body.subarray(12, 28));
      return Buffer.concat([decipher.update(body.subarray(28)), decipher.final()]);
    } catch {
      throw new AwsError('InvalidCiphertextException', 'The ciphertext refers to another key or context.');
    }
  }

  mac(keyArn: string, message: Buffer): Buffer {
    return createHmac('sha256', this.secret(keyArn)).update(message).digest();
  }

  verifyMac(keyArn: string, message: Buffer, mac: Buffer): boolean {
    const right = this.mac(keyArn, message);
    return right.length === mac.length && timingSafeEqual(right, mac);
  }

  /** Material of a key: 32 bytes, or the private key as PKCS #8. @throws AwsError NotFoundException. */
  secret(keyArn: string): Buffer {
    const text = this.material.get()[materialName(this.get(keyArn))];
    if (!text) throw new AwsError('NotFoundException', `Key '${keyArn}' does not exist`);
    return Buffer.from(text, 'base64');
  }
}

function materialName({ id, spec }: Key): string {
  return spec.usage === 'SIGN_VERIFY' ? `${id}/${spec.name}` : id;
}
