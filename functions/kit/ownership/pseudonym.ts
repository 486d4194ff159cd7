import { createHash } from 'node:crypto';

/** A person's name towards a provider: the same each time, and nothing that can be read back. 40 hexadecimal digits. */
export function pseudonymOf({ tenant, owner }: { tenant: string; owner: string }): string {
  return createHash('sha256')
    .update(JSON.stringify([tenant, owner]))
    .digest('hex')
    .slice(0, 40);
}
