import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  type CedarEngine,
  cedarEngine,
  type PolicyRecords,
} from '../../functions/platform/policy/cedar/cedar-engine.ts';
import { loadCedar } from '../../functions/platform/policy/cedar/load-cedar.ts';
import { draftFromFile } from '../../functions/platform/policy/records/shipped-policies.ts';
import type { PolicyRequest, PolicyResource } from '../../schemas/policy.ts';
import type { PolicyRecord } from '../../schemas/policy-records.ts';

const FOLDER = resolve(import.meta.dirname, '../../policies');
const CHANGE = { updatedAt: '2026-01-01T00:00:00.000Z', updatedBy: 'test' };

/** The policies that ship, as records of version 1. */
export async function shippedPolicies(): Promise<PolicyRecord[]> {
  const cedar = await loadCedar();
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.cedar'));
  return files.map((file) => ({
    ...draftFromFile(cedar, file, readFileSync(join(FOLDER, file), 'utf8')),
    version: 1,
    ...CHANGE,
  }));
}

/** A policy of the test's own. */
export function policy(id: string, text: string, changes: Partial<PolicyRecord> = {}): PolicyRecord {
  const fields = { status: 'active', mode: 'ENFORCE', priority: 0, description: '', owner: 'test' } as const;
  return { id, version: 1, text, ...fields, ...CHANGE, ...changes };
}

/** An engine over the shipped policies and what the test adds. */
export async function engineWith(added: Partial<PolicyRecords> = {}): Promise<CedarEngine> {
  const { policies = [], roles = [], lists = [], grants = [] } = added;
  return cedarEngine(await loadCedar(), {
    policies: [...(await shippedPolicies()), ...policies],
    roles,
    lists,
    grants,
  });
}

/** A harmless tool. */
export function tool(name = 'echo', changes: Partial<PolicyResource> = {}): PolicyResource {
  return {
    kind: 'tool',
    name,
    version: '1.0.0',
    family: 'demo',
    category: 'demo',
    subcategory: 'text',
    tags: ['text'],
    bundles: ['demo'],
    requiredScopes: [],
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    movesMoney: false,
    sensitive: false,
    public: false,
    ...changes,
  };
}

type Changes = Partial<Omit<PolicyRequest, 'principal' | 'context'>> & {
  principal?: Partial<PolicyRequest['principal']>;
  context?: Partial<PolicyRequest['context']>;
};

/** A user of tenant acme who calls `echo` on a Monday at noon. */
export function policyRequest({ principal, context, ...changes }: Changes = {}): PolicyRequest {
  return {
    principal: {
      id: 'test:ada',
      tenant: 'acme',
      tier: 'team',
      roles: ['user'],
      scopes: [],
      credential: 'key-1',
      ...principal,
    },
    action: 'tools:execute',
    resource: tool(),
    arguments: {},
    context: {
      time: Date.UTC(2026, 0, 5, 12) / 1000,
      sourceIp: '203.0.113.7',
      endpoint: 'all',
      findings: [],
      ...context,
    },
    ...changes,
  };
}
