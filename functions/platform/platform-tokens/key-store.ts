/**
 * The platform's signing keys, in one secret: JSON `{ "keys": SigningKey[] }`.
 *
 * Writes compare and swap without a lock: the id of the new version is a hash of the version that was read, and Secrets
 * Manager refuses a second version of the same id with other content. So of two instances that make the first key, or
 * rotate, at the same time one wins, and the other reads what it made.
 */
import { createHash } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import * as z from 'zod';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import {
  isRotationDue,
  LEAD_SECONDS,
  type Retirement,
  type RsaJwk,
  type RsaKey,
  rotated,
  SigningKey,
} from './signing-keys.ts';

/** How long keys are used without asking again: less than a new key waits before it signs. */
const MAX_AGE_SECONDS = 5 * 60;
const MAX_ATTEMPTS = 5;

/** What the secret holds. Before the first key it is the placeholder of the deployment, without any. */
const Content = z.object({ keys: z.array(SigningKey).default([]) });

export interface KeyStore {
  /** Keys to sign with and to publish. Makes the first one, and the next when its time has come. */
  current(): Promise<SigningKey[]>;
  /**
   * Adds a key now. With `overlap` a second call does nothing while the key of the first is waiting for its time;
   * `at-once` takes the old keys away and, with them, every token that they signed.
   */
  rotate(retirement: Retirement): Promise<SigningKey[]>;
}

export interface KeyStoreOptions {
  secretArn: string;
  client: Pick<SecretsManagerClient, 'send'>;
  /** Unix seconds. */
  now?: () => number;
}

/** @throws {ManifoldError} (from the methods) E5004 if Secrets Manager does not answer and no keys are kept */
export function keyStore({ secretArn, client, now = unixSeconds }: KeyStoreOptions): KeyStore {
  let kept: { keys: SigningKey[]; readAt: number } | undefined;
  let pending: Promise<SigningKey[]> | undefined;

  async function read(): Promise<{ keys: SigningKey[]; version: string }> {
    const { SecretString = '{}', VersionId = '' } = await client.send(
      new GetSecretValueCommand({ SecretId: secretArn }),
    );
    return { keys: Content.parse(JSON.parse(SecretString)).keys, version: VersionId };
  }

  async function write(keys: readonly SigningKey[], readVersion: string): Promise<'written' | 'overtaken'> {
    const ClientRequestToken = createHash('sha256').update(`${secretArn} ${readVersion}`).digest('hex');
    const SecretString = JSON.stringify({ keys });
    try {
      await client.send(new PutSecretValueCommand({ SecretId: secretArn, ClientRequestToken, SecretString }));
      return 'written';
    } catch (error) {
      if (error instanceof ResourceExistsException) return 'overtaken';
      throw error;
    }
  }

  async function addKey(isNeeded: (keys: SigningKey[]) => boolean, retirement: Retirement): Promise<SigningKey[]> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const { keys, version } = await read();
      if (!isNeeded(keys)) return keep(keys);
      const next = rotated(keys, await newRsaKey(), now(), retirement);
      if ((await write(next, version)) === 'written') return keep(next);
    }
    throw new Error('Others kept on writing the signing keys.');
  }

  function keep(keys: SigningKey[]): SigningKey[] {
    kept = { keys, readAt: now() };
    return keys;
  }

  async function refreshed(): Promise<SigningKey[]> {
    try {
      return await addKey((keys) => isRotationDue(keys, now()), 'overlap');
    } catch (cause) {
      // Keys live longer than a fault of Secrets Manager.
      if (kept) return kept.keys;
      throw unavailable(cause);
    } finally {
      pending = undefined;
    }
  }

  return {
    current() {
      if (kept && now() - kept.readAt < MAX_AGE_SECONDS) return Promise.resolve(kept.keys);
      pending ??= refreshed();
      return pending;
    },
    rotate(retirement) {
      const isWaiting = ({ signsFrom }: SigningKey) => signsFrom > now() && signsFrom <= now() + LEAD_SECONDS;
      const isNeeded = (keys: SigningKey[]) => retirement === 'at-once' || !keys.some(isWaiting);
      return addKey(isNeeded, retirement).catch((cause: unknown) => {
        throw unavailable(cause);
      });
    },
  };
}

async function newRsaKey(): Promise<RsaKey> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const jwk = (await exportJWK(privateKey)) as RsaJwk;
  return { kid: await calculateJwkThumbprint(jwk), jwk };
}

function unavailable(cause: unknown): ManifoldError {
  return new ManifoldError('E5004', 'The signing keys cannot be reached. Retry in a moment.', { cause });
}

const unixSeconds = () => Math.floor(Date.now() / 1000);
