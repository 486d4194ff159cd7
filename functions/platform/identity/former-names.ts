import { stillAccepted } from '../../../schemas/former-urls.ts';
import type { Issuer } from '../../../schemas/issuer.ts';

/** An issuer with the former names of the API that are still accepted: its audiences and `former` hold no other. */
export function namesAsOf(issuer: Issuer, now: number): Issuer & Required<Pick<Issuer, 'former'>> {
  const former = stillAccepted(issuer.former ?? [], now);
  return { ...issuer, audiences: [...issuer.audiences, ...former.map(({ resource }) => resource)], former };
}

/** Every value of `iss` that may mean the issuer. */
export function issuerNames({ issuer, former = [] }: Pick<Issuer, 'issuer' | 'former'>): string[] {
  return [issuer, ...former.flatMap((name) => name.issuer ?? [])];
}
