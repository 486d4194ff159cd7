import { createHash, createPublicKey, createVerify, type KeyObject } from 'node:crypto';
import {
  NO_HEAD,
  type SignedHead,
  SignedHead as SignedHeadSchema,
  type WindowHead,
} from '../../../schemas/sealed-audit.ts';
import { canonicalJson, hashOf } from '../../core/json/canonical.ts';
import { NOTHING_SEALED, type SealedSoFar } from './segments.ts';
import type { SealWindow } from './windows.ts';

/** Signs with a key that only the sealer may use. */
export interface HeadSigner {
  /** SHA-256 of the public key (DER, SPKI), hexadecimal. */
  fingerprint(): Promise<string>;
  /** ECDSA on P-256 over SHA-256 of the message (4 KB at most); DER. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

export interface HeadParts {
  readonly stage: string;
  readonly window: SealWindow;
  readonly sums: SealedSoFar;
  /** Hash of the head before; NO_HEAD for the first. */
  readonly previousHead: string;
  /** Unix milliseconds. */
  readonly now: number;
}

/** The head of a window, signed. */
export const signHead = (parts: HeadParts, signer: HeadSigner): Promise<SignedHead> => signed(parts, signer);

/** The head of a window that an operator has passed, signed: it holds no records. */
export const signPassedHead = (
  parts: Omit<HeadParts, 'sums'> & { passed: NonNullable<WindowHead['passed']> },
  signer: HeadSigner,
): Promise<SignedHead> => signed({ ...parts, sums: NOTHING_SEALED }, signer);

async function signed(
  { stage, window, sums, passed, previousHead, now }: HeadParts & Pick<WindowHead, 'passed'>,
  signer: HeadSigner,
): Promise<SignedHead> {
  const { count, late, segments, firstHash, lastHash, objectHash } = sums;
  const head: WindowHead = {
    format: 'manifold-audit-3',
    stage,
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    count,
    late,
    segments,
    ...(count > 0 ? { firstHash, lastHash, objectHash } : {}),
    ...(passed ? { passed } : {}),
    previousHead,
    sealedAt: new Date(now).toISOString(),
    keyFingerprint: await signer.fingerprint(),
  };
  const signature = await signer.sign(Buffer.from(canonicalJson(head)));
  return { head, signature: Buffer.from(signature).toString('base64') };
}

/** The hash by which the next head names this one. */
export const hashOfHead = (head: WindowHead): string => hashOf(head);

export const isFirstHead = ({ previousHead }: WindowHead): boolean => previousHead === NO_HEAD;

/** The head that an object holds; undefined if it is not byte by byte as the sealer writes one. */
export function parseHead(object: Uint8Array): SignedHead | undefined {
  try {
    const head = SignedHeadSchema.parse(JSON.parse(Buffer.from(object).toString()));
    return packHead(head).equals(object) ? head : undefined;
  } catch {
    return undefined;
  }
}

export const packHead = (head: SignedHead): Buffer => Buffer.from(`${JSON.stringify(head)}\n`);

/** Base64 has several spellings of the same bytes (RFC 4648, 3.5); only the one that the sealer writes is accepted. */
export function isSignedBy({ head, signature }: SignedHead, publicKey: KeyObject): boolean {
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.toString('base64') !== signature) return false;
  return createVerify('sha256').update(canonicalJson(head)).verify(publicKey, bytes);
}

/** A public key as KMS gives it (DER, SPKI). */
export const publicKeyOf = (spki: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });

/** SHA-256 of a public key (DER, SPKI), hexadecimal. */
export function fingerprintOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('hex');
}
