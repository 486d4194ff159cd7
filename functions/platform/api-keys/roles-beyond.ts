import { ROLES } from '../../../schemas/issuer.ts';

/** The wanted roles that are higher than the highest held role. */
export function rolesBeyond(wanted: readonly string[], held: readonly string[]): string[] {
  const rank = (role: string) => (ROLES as readonly string[]).indexOf(role);
  const highest = held.reduce((highest, role) => Math.max(highest, rank(role)), -1);
  return wanted.filter((role) => rank(role) > highest);
}
