import { ROLES } from '../../../schemas/issuer.ts';

/** Roles among the wanted ones that stand above the highest that is held. */
export function rolesBeyond(wanted: readonly string[], held: readonly string[]): string[] {
  const rank = (role: string) => (ROLES as readonly string[]).indexOf(role);
  const highest = held.reduce((highest, role) => Math.max(highest, rank(role)), -1);
  return wanted.filter((role) => rank(role) > highest);
}
