import type { CedarValueJson, Clause, Expr, PolicyJson } from '@cedar-policy/cedar-wasm';
import type { ListRecord, RoleRecord, Subject } from '../../../../schemas/policy-records.ts';

/** A policy made from records, in Cedar's JSON form: nothing is put into text, so nothing can break out of it. */
export interface CompiledRecord {
  id: string;
  json: PolicyJson;
}

/** Prefix of a tenant's keys: keeps its records from taking the place of the platform's of the same id. */
export const ownedBy = ({ tenant }: { tenant?: string }) => (tenant === undefined ? '' : `${tenant}/`);

const entity = (type: string, id: string) => ({ type, id });
const literal = (type: string, id: string): CedarValueJson => ({ __entity: { type, id } });
const USE = ['tools:list', 'tools:read', 'tools:execute'].map((id) => entity('Action', id));

/** A list of which only the subject can be read. It forbids everything, since it is unknown what it allows. */
export function compileBrokenList(list: Pick<ListRecord, 'subject' | 'tenant'> & { key: string }): CompiledRecord {
  return {
    id: `${ownedBy(list)}${list.key}`,
    json: {
      effect: 'forbid',
      ...scopeOf(list),
      conditions: withinTenant(list.tenant),
      annotations: {
        reason: 'A list that concerns you cannot be read, so it forbids everything. The operators have been alerted.',
      },
    },
  };
}

/** A custom role: a permit of its permissions, within its tenant. */
export function compileRole(role: RoleRecord): CompiledRecord {
  return {
    id: `${ownedBy(role)}role:${role.name}`,
    json: {
      effect: 'permit',
      principal: { op: 'in', entity: entity('Role', role.name) },
      action: { op: 'in', entities: role.permissions.map((permission) => entity('Action', permission)) },
      resource: { op: 'All' },
      conditions: withinTenant(role.tenant),
      annotations: { reason: `The role "${role.name}" allows it.` },
    },
  };
}

/** Deny lists each as a forbid; the allow lists of one subject together as a forbid of everything else. */
export function compileLists(lists: readonly ListRecord[]): CompiledRecord[] {
  const active = lists.filter(({ status }) => status === 'active');
  const denied = active.filter(({ kind }) => kind === 'deny').map(compileDenyList);
  const bySubject = Map.groupBy(
    active.filter(({ kind }) => kind === 'allow'),
    ({ subject, tenant }) => JSON.stringify([subject, tenant]),
  );
  return [...denied, ...[...bySubject.values()].map(compileAllowLists)];
}

function compileDenyList(list: ListRecord): CompiledRecord {
  return {
    id: `${ownedBy(list)}deny-list:${list.id}`,
    json: {
      effect: 'forbid',
      ...scopeOf(list),
      conditions: [...withinTenant(list.tenant), { kind: 'when', body: isOneOf([list]) }],
      annotations: { reason: `The deny list "${list.id}" names {resource}.` },
    },
  };
}

function compileAllowLists(lists: ListRecord[]): CompiledRecord {
  const [first] = lists;
  if (!first) throw new Error('An allow list is made of at least one record.');
  const ids = lists.map(({ id }) => id);
  return {
    id: `${ownedBy(first)}allow-list:${ids.join('+')}`,
    json: {
      effect: 'forbid',
      ...scopeOf(first),
      conditions: [
        ...withinTenant(first.tenant),
        { kind: 'unless', body: isOneOf(lists) },
        { kind: 'unless', body: IS_PUBLIC },
      ],
      annotations: { reason: `{resource} is not on the allow list ${ids.map((id) => `"${id}"`).join(', ')}.` },
    },
  };
}

const RESOURCE: Expr = { Var: 'resource' };
const IS_PUBLIC: Expr = {
  '&&': { left: { has: { left: RESOURCE, attr: 'public' } }, right: { '.': { left: RESOURCE, attr: 'public' } } },
};

function isOneOf(lists: ListRecord[]): Expr {
  const members = lists.flatMap(({ tools, families, tags }) => [
    ...tools.map((name) => literal('Tool', name)),
    ...families.map((name) => literal('Family', name)),
    ...tags.map((name) => literal('Tag', name)),
  ]);
  return { in: { left: RESOURCE, right: { Set: members.map((Value) => ({ Value })) } } };
}

function scopeOf({ subject }: { subject: Subject }): Pick<PolicyJson, 'principal' | 'action' | 'resource'> {
  const rest = { action: { op: 'in' as const, entities: USE }, resource: { op: 'All' as const } };
  switch (subject.kind) {
    case 'principal':
      return { principal: { op: '==', entity: entity('User', subject.id) }, ...rest };
    case 'role':
      return { principal: { op: 'in', entity: entity('Role', subject.name) }, ...rest };
    case 'everyone':
      return { principal: { op: 'All' }, ...rest };
  }
}

function withinTenant(tenant: string | undefined): Clause[] {
  if (tenant === undefined) return [];
  return [{ kind: 'when', body: { in: { left: { Var: 'principal' }, right: { Value: literal('Tenant', tenant) } } } }];
}
