import { describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { testSecret } from '../../../test/support/secrets-manager.ts';
import { keyStore } from './key-store.ts';
import { LEAD_SECONDS, publicKeySet, ROTATION_SECONDS, type SigningKey } from './signing-keys.ts';
import { tokenSigner } from './token-signer.ts';

const issuer = 'https://mcp.example.test';
const YEAR = 365 * 24 * 3600;

/** Instances of the function over one secret, and a clock of theirs. */
function instances() {
  const secret = testSecret();
  let at = 1_800_000_000;
  const now = () => at;
  return {
    secret,
    now,
    pass: (seconds: number) => {
      at += seconds;
    },
    instance: () => keyStore({ secretArn: 'arn:signing', client: secret.client, now }),
  };
}

const kids = (keys: readonly SigningKey[]) => keys.map(({ kid }) => kid);
const grant = {
  principal: { id: 'test:ada', tenant: 'acme', tier: 'team' as const, roles: [], scopes: [] },
  clientId: 'key-1',
  scopes: [],
  audience: `${issuer}/mcp`,
  kind: 'subscription' as const,
};

describe('the first key', () => {
  it('is made at first use, in place of the placeholder', async () => {
    const { instance, secret } = instances();
    const keys = await instance().current();
    expect(keys).toHaveLength(1);
    expect(JSON.parse(secret.value()).keys).toEqual(keys);
  });

  it('is one, however many instances start at once', async () => {
    const { instance } = instances();
    const found = await Promise.all(Array.from({ length: 6 }, () => instance().current()));
    expect(new Set(found.map((keys) => kids(keys).join())).size).toBe(1);
    expect(found[0]).toHaveLength(1);
  });

  it('is asked for once by an instance, however many requests wait for it', async () => {
    const { instance, secret } = instances();
    const store = instance();
    await Promise.all([store.current(), store.current(), store.current()]);
    expect(secret.asked).toEqual({ get: 1, put: 1 });
  });
});

describe('rotation', () => {
  it('comes by itself when the key is old; the new one is published before it signs', async () => {
    const { instance, now, pass } = instances();
    const store = instance();
    const signer = tokenSigner({ issuer, keys: store, now });
    const [old = ''] = kids(await store.current());
    pass(ROTATION_SECONDS);
    const after = await store.current();
    const [, fresh] = kids(after);
    expect(publicKeySet(after, now()).keys.map(({ kid }) => kid)).toEqual([old, fresh]);
    expect(decodeProtectedHeader((await signer.sign(grant)).token).kid).toBe(old);
    pass(LEAD_SECONDS);
    expect(decodeProtectedHeader((await signer.sign(grant)).token).kid).toBe(fresh);
  });

  it('leaves every token good until its end, and publishes the old key no longer', async () => {
    const { instance, now, pass } = instances();
    const store = instance();
    const signer = tokenSigner({ issuer, keys: store, now });
    const { token } = await signer.sign(grant);
    await store.rotate('overlap');
    pass(YEAR - 1);
    expect(await signer.read(token)).toMatchObject({ sub: 'test:ada' });
    pass(LEAD_SECONDS + 120);
    const { keys } = publicKeySet(await store.current(), now());
    expect(keys.map(({ kid }) => kid)).not.toContain(decodeProtectedHeader(token).kid);
  });

  it('by two at once makes one key', async () => {
    const { instance } = instances();
    const [one, other] = [instance(), instance()];
    await one.current();
    const [first, second] = await Promise.all([one.rotate('overlap'), other.rotate('overlap')]);
    expect(kids(first)).toEqual(kids(second));
    expect(first).toHaveLength(2);
    expect(await one.rotate('overlap')).toEqual(first);
  });

  it('deletes the private part of a key that no longer signs', async () => {
    const { instance, pass } = instances();
    const store = instance();
    await store.current();
    await store.rotate('overlap');
    pass(LEAD_SECONDS);
    const keys = await store.rotate('overlap');
    expect(keys.map(({ jwk }) => jwk.d !== undefined)).toEqual([false, true, true]);
  });

  it('after a leak leaves nothing of what the old keys signed', async () => {
    const { instance, now } = instances();
    const store = instance();
    const signer = tokenSigner({ issuer, keys: store, now });
    const { token } = await signer.sign(grant);
    expect(await store.rotate('at-once')).toHaveLength(1);
    expect(await signer.read(token)).toBeUndefined();
    expect(await signer.read((await signer.sign(grant)).token)).toMatchObject({ sub: 'test:ada' });
  });
});

describe('while Secrets Manager is away', () => {
  it('an instance goes on with the keys that it has', async () => {
    const { instance, secret, pass } = instances();
    const store = instance();
    const keys = await store.current();
    secret.fail(true);
    pass(3600);
    expect(await store.current()).toEqual(keys);
  });

  it('one without keys says so, and a rotation does', async () => {
    const { instance, secret } = instances();
    secret.fail(true);
    await expect(instance().current()).rejects.toMatchObject({ code: 'E5004' });
    await expect(instance().rotate('at-once')).rejects.toMatchObject({ code: 'E5004' });
  });
});

describe('the key set', () => {
  it('checks tokens, and holds nothing private', async () => {
    const { instance, now } = instances();
    const store = instance();
    const { token } = await tokenSigner({ issuer, keys: store, now }).sign(grant);
    const set = publicKeySet(await store.current(), now());
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: [...set.keys] }), {
      issuer,
      currentDate: new Date(now() * 1000),
    });
    expect(payload.exp).toBe(now() + YEAR);
    expect(Object.keys(set.keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});
