import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { InvalidCiphertextException, KMSClient, type ServiceInputTypes } from '@aws-sdk/client-kms';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dataKeyCache } from './data-key-cache.ts';
import { kmsSealer } from './kms-sealer.ts';

/** KMS as documented: a data key is decrypted only under the context that it was made for. */
class Kms {
  readonly master = randomBytes(32);
  decrypted = 0;
  fails = false;

  /** The SDK's client; it sends nothing and takes its answers from this object. */
  readonly client = new KMSClient({ region: 'us-east-1' });

  constructor() {
    this.client.middlewareStack.add(
      (_next, { commandName }) =>
        async ({ input }) => ({ output: { ...this.answer(commandName, input), $metadata: {} }, response: {} }),
      { step: 'initialize' },
    );
  }

  private answer(command: string | undefined, input: ServiceInputTypes) {
    if (this.fails) throw new Error('KMS does not answer.');
    const context = 'EncryptionContext' in input ? input.EncryptionContext : undefined;
    if (command === 'GenerateDataKeyCommand') {
      const Plaintext = Uint8Array.from(randomBytes(32));
      return { Plaintext, CiphertextBlob: this.wrap(Plaintext, context) };
    }
    if (command !== 'DecryptCommand') throw new Error(`KMS has no command "${command}".`);
    this.decrypted += 1;
    const blob = 'CiphertextBlob' in input ? input.CiphertextBlob : undefined;
    return { Plaintext: this.unwrap(Buffer.from(blob ?? []), context) };
  }

  private wrap(key: Uint8Array, context?: Record<string, string>): Uint8Array {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.master, iv).setAAD(contextBytes(context));
    return Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  }

  private unwrap(blob: Buffer, context?: Record<string, string>): Uint8Array {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.master, blob.subarray(0, 12))
        .setAAD(contextBytes(context))
        .setAuthTag(blob.subarray(-16));
      return Buffer.concat([decipher.update(blob.subarray(12, -16)), decipher.final()]);
    } catch {
      throw new InvalidCiphertextException({ message: '', $metadata: {} });
    }
  }
}

const contextBytes = (context: Record<string, string> = {}) =>
  Buffer.from(JSON.stringify(Object.entries(context).sort()));

const ADA = { tenant: 'acme', owner: 'test:ada', purpose: 'access-token' };
let kms: Kms;
const sealerOf = (family = 'banking') => kmsSealer({ client: kms.client, keyArn: 'arn:key', family });
beforeEach(() => {
  kms = new Kms();
});

describe('a sealed text', () => {
  it('opens under the context that it was sealed for, whatever the text is', async () => {
    const sealer = sealerOf();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        expect(await sealer.open(await sealer.seal(text, ADA), ADA)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it('differs each time it is sealed, and does not show the text', async () => {
    const [one, other] = [await sealerOf().seal('secret-1', ADA), await sealerOf().seal('secret-1', ADA)];
    expect(one).not.toBe(other);
    expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain('secret-1');
  });

  it.each([
    ['another tenant', { ...ADA, tenant: 'other' }],
    ['another owner', { ...ADA, owner: 'test:bob' }],
    ['another purpose', { ...ADA, purpose: 'profile' }],
  ])('does not open for %s, even while its data key is in memory', async (_what, context) => {
    const sealer = sealerOf();
    const sealed = await sealer.seal('text', ADA);
    expect(await sealer.open(sealed, ADA)).toBe('text');
    await expect(sealer.open(sealed, context)).rejects.toMatchObject({ code: 'E5001' });
  });

  it('does not open for another family', async () => {
    const sealed = await sealerOf('banking').seal('text', ADA);
    await expect(sealerOf('payments').open(sealed, ADA)).rejects.toMatchObject({ code: 'E5001' });
  });

  it('does not open after any of its bits was changed', async () => {
    const sealer = sealerOf();
    const sealed = await sealer.seal('text', ADA);
    const [, wrapped = '', body = ''] = sealed.split('.').map((part) => Buffer.from(part, 'base64url'));
    const flipped = (bytes: Buffer, at: number) => bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
    const text = (...parts: Uint8Array[]) =>
      ['v1', ...parts.map((part) => Buffer.from(part).toString('base64url'))].join('.');
    expect(text(Buffer.from(wrapped), Buffer.from(body))).toBe(sealed);
    for (let at = 0; at < wrapped.length; at += 1) {
      await expect(sealer.open(text(flipped(Buffer.from(wrapped), at), Buffer.from(body)), ADA)).rejects.toMatchObject({
        code: 'E5001',
      });
    }
    for (let at = 0; at < body.length; at += 1) {
      await expect(sealer.open(text(Buffer.from(wrapped), flipped(Buffer.from(body), at)), ADA)).rejects.toMatchObject({
        code: 'E5001',
      });
    }
  });

  it.each(['', 'v1', 'v1..', 'v2.a.b', 'text'])('is refused if it reads %j', async (text) => {
    await expect(sealerOf().open(text, ADA)).rejects.toMatchObject({ code: 'E5001' });
  });

  it('is opened again without asking KMS', async () => {
    const sealer = sealerOf();
    const sealed = await sealer.seal('text', ADA);
    await sealer.open(sealed, ADA);
    await sealer.open(sealed, ADA);
    expect(kms.decrypted).toBe(1);
  });

  it('fails with a retryable error while KMS does not answer', async () => {
    const sealed = await sealerOf().seal('text', ADA);
    kms.fails = true;
    await expect(sealerOf().open(sealed, ADA)).rejects.toMatchObject({ code: 'E5004', retryable: true });
    await expect(sealerOf().seal('text', ADA)).rejects.toMatchObject({ code: 'E5004' });
  });
});

describe('data keys in memory', () => {
  const fetching = (asked: string[], id: string) => async () => {
    asked.push(id);
    return Uint8Array.from(Buffer.from(id));
  };

  it('are limited in number: the least recently used one is dropped', async () => {
    const asked: string[] = [];
    const keys = dataKeyCache({ most: 2 });
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await keys(id, fetching(asked, id));
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
  });

  it('are kept for five minutes', async () => {
    const asked: string[] = [];
    let now = 0;
    const keys = dataKeyCache({ now: () => now });
    for (now of [0, 299_999, 300_000]) await keys('a', fetching(asked, 'a'));
    expect(asked).toEqual(['a', 'a']);
  });

  it('are copies, so that dropping one does not overwrite a key in use', async () => {
    const keys = dataKeyCache({ most: 1 });
    const inUse = await keys('a', fetching([], 'a'));
    await keys('b', fetching([], 'b'));
    expect(Buffer.from(inUse).toString()).toBe('a');
  });
});
