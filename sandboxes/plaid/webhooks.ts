import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from './refusal.ts';

const RETRY_AFTER_MS = [0, 500, 2_000];

/** Signs webhooks as the API does (ES256 over the hash of the body), and hands out the public key by its id. */
export class Webhooks {
  private key = newKey();
  private readonly expired = new Map<string, { jwk: object; at: number }>();
  private readonly stopping = new AbortController();
  private readonly log: (line: string) => void;

  constructor(log: (line: string) => void) {
    this.log = log;
  }

  /** Signs with a new key from now on; the old one is marked as expired. */
  rotate(): void {
    this.expired.set(this.key.kid, { jwk: this.key.jwk, at: seconds() });
    this.key = newKey();
  }

  /** `/webhook_verification_key/get`. */
  publicKey(kid: string) {
    const old = this.expired.get(kid);
    if (kid !== this.key.kid && !old) throw new Refusal('INVALID_INPUT', 'INVALID_WEBHOOK_VERIFICATION_KEY_ID');
    const jwk = old?.jwk ?? this.key.jwk;
    return { key: { ...jwk, alg: 'ES256', use: 'sig', kid, created_at: seconds() - 60, expired_at: old?.at ?? null } };
  }

  /** The `Plaid-Verification` header of a body. */
  signatureOf(body: string): string {
    const header = base64url({ alg: 'ES256', kid: this.key.kid, typ: 'JWT' });
    const hash = createHash('sha256').update(body).digest('hex');
    const signed = `${header}.${base64url({ iat: seconds(), request_body_sha256: hash })}`;
    const signature = sign('sha256', Buffer.from(signed), { key: this.key.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  }

  /** Sends a webhook in the background, and again if it is not accepted. */
  send(url: string, event: object): void {
    void this.deliver(url, JSON.stringify(event, null, 2));
  }

  stop(): void {
    this.stopping.abort();
  }

  private async deliver(url: string, body: string): Promise<void> {
    for (const wait of RETRY_AFTER_MS) {
      try {
        await pause(wait, undefined, { signal: this.stopping.signal });
        const answer = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'plaid-verification': this.signatureOf(body) },
          body,
          signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(10_000)]),
        });
        this.log(`webhook delivered: ${answer.status}`);
        if (answer.ok) return;
      } catch {
        if (this.stopping.signal.aborted) return;
        this.log('webhook not delivered');
      }
    }
  }
}

function newKey(): { kid: string; privateKey: KeyObject; jwk: object } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid: randomUUID(), privateKey, jwk: publicKey.export({ format: 'jwk' }) };
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const seconds = () => Math.floor(Date.now() / 1000);
