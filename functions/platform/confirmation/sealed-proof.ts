import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../../core/secrets/key-ring.ts';

/** Requirement A17: a confirmation is good for ten minutes. */
export const PROOF_SECONDS = 600;

/** What exactly is confirmed; a proof for one of these fits no other. */
export interface Confirmable {
  tenant: string;
  principal: string;
  tool: string;
  version: string;
  argumentsHash: string;
}

/** A checked proof. Its use stores the nonce, so that the proof is valid once. */
export interface Proof {
  nonce: string;
  /** Unix seconds. */
  expiresAt: number;
}

const PREFIX = 'mfc';
const CARRIED = 'mfs:';

/**
 * Seals that these exact arguments were shown to this principal. The proof is stateless (HMAC-SHA-256): nothing is
 * stored until it is used.
 *
 * @returns `mfc_<version of the key>_<expiry>_<nonce>_<mac>`
 */
export function sealProof(
  confirmable: Confirmable,
  { version, key }: KeyRing,
  nowMs = Date.now(),
): { proof: string; expiresAt: number } {
  const expiresAt = Math.floor(nowMs / 1000) + PROOF_SECONDS;
  const nonce = randomUUID().replaceAll('-', '');
  return { proof: [PREFIX, version, expiresAt, nonce, macOf(confirmable, expiresAt, nonce, key)].join('_'), expiresAt };
}

/** The proof, if it is genuine, for exactly this call, and has not expired. */
export function openProof(
  text: string,
  confirmable: Confirmable,
  keys: KeyRing,
  nowMs = Date.now(),
): Proof | undefined {
  const [prefix, version, expiry, nonce, mac, ...rest] = text.split('_');
  if (prefix !== PREFIX || !version || !expiry || !nonce || !mac || rest.length > 0) return undefined;
  const key = /^[1-9]\d{0,3}$/.test(version) ? keys.at(Number(version)) : undefined;
  if (key === undefined) return undefined;
  const expiresAt = Number(expiry);
  const expected = Buffer.from(macOf(confirmable, expiresAt, nonce, key));
  const given = Buffer.from(mac);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return expiresAt > nowMs / 1000 ? { nonce, expiresAt } : undefined;
}

/** Whether a value has the form of a proof; whether it is genuine, only `openProof` says. */
export function isProof(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(`${PREFIX}_`);
}

/** The state of a family that asked a question during a confirmed call, with the proof that lets the call continue. */
export interface CarriedProof {
  proof: string;
  state?: string;
}

export function carryProof({ proof, state }: CarriedProof): string {
  return `${CARRIED}${proof}${state === undefined ? '' : `:${state}`}`;
}

/** The proof and state that a request state carries. Front sealed it, so the state counts if the proof is genuine. */
export function carriedProof(state: string | undefined): CarriedProof | undefined {
  if (!state?.startsWith(CARRIED)) return undefined;
  const [proof = '', carried] = state.slice(CARRIED.length).split(/:(.*)/s);
  return { proof, state: carried };
}

function macOf(
  { tenant, principal, tool, version, argumentsHash }: Confirmable,
  expiresAt: number,
  nonce: string,
  key: string,
): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([tenant, principal, tool, version, argumentsHash, expiresAt, nonce]))
    .digest('hex');
}
