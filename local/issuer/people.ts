import { createHash } from 'node:crypto';

/** A person of the local issuer: an account of the user pool, with its attributes and groups. */
export type Person = {
  /** Subject of the tokens, as Cognito gives one to each account. */
  sub: string;
  email: string;
  name: string;
  groups: string[];
  tenant: string;
  tier: string;
};

/** The password of every person, for sign-in without the page. It works in the local cloud alone. */
export const LOCAL_PASSWORD = 'Local-cloud-1!';

/** All invented: one for each role, each plan, and one of another tenant. */
export const PEOPLE: readonly Person[] = [
  person('ada.admin', 'Ada Admin', ['admin'], 'dev', 'enterprise'),
  person('olga.operator', 'Olga Operator', ['operator'], 'dev', 'enterprise'),
  person('dev.developer', 'Dev Developer', ['developer'], 'dev', 'team'),
  person('uma.user', 'Uma User', ['user'], 'dev', 'team'),
  person('petra.personal', 'Petra Personal', ['user'], 'dev', 'personal'),
  person('fred.free', 'Fred Free', ['user'], 'dev', 'free'),
  person('otto.other', 'Otto Other', ['developer'], 'other', 'team'),
  person('nora.norole', 'Nora Norole', [], 'dev', 'free'),
];

export function findPerson(sub: string): Person | undefined {
  return PEOPLE.find((one) => one.sub === sub);
}

function person(name: string, full: string, groups: string[], tenant: string, tier: string): Person {
  const digest = createHash('sha256').update(name).digest('hex');
  const sub = [8, 12, 16, 20, 32].map((end, index) => digest.slice([0, 8, 12, 16, 20][index], end)).join('-');
  return { sub, email: `${name}@example.test`, name: full, groups, tenant, tier };
}
