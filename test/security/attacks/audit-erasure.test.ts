import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { eraseCommand } from '../../../scripts/audit/erase-command.ts';
import { newKey } from '../../integration/support/control.ts';
import { answerOf, callTool, modern } from '../../integration/support/endpoint.ts';
import { recordedChanges } from '../../support/recorded-changes.ts';
import { sealInMemory } from '../../support/seal-in-memory.ts';
import { auditTrailOfCloud } from './support/audit-trail.ts';

const trail = auditTrailOfCloud();
afterAll(() => trail.close());

const tenant = `erased-${randomUUID().slice(0, 8)}`;
const ada = `cognito:ada-${randomUUID()}`;
const act = `cognito:clerk-${randomUUID()}`;

describe('the erasure of a person', () => {
  it('leaves no id of the person in the audit table or in any sealed record', async () => {
    const own = await newKey({ id: ada, tenant, roles: ['user'], scopes: ['*'], tier: 'enterprise' });
    const clerk = await newKey({ id: act, tenant, roles: ['admin'], scopes: ['*'], tier: 'enterprise' });
    await callTool('update_user_profile', { profile_data: { display_name: 'Invented' } }, { key: own });
    await callTool('generate_api_key', { name: 'mine', permissions: ['kyc:read'] }, { key: own });
    await callTool('generate_fraud_report', { start_date: '2026-11-01', end_date: '2026-11-02' }, { key: own });
    await answerOf(modern('resources/read', { uri: 'users://me/profile' }, { key: own }));
    await answerOf(modern('resources/read', { uri: `users://${ada}/profile` }, { key: clerk }));
    // Somebody else acts for the person, so the person's id is an argument of another principal's call.
    const acting = { user_id: ada, start_date: '2026-11-01', end_date: '2026-11-02' };
    await callTool('generate_fraud_report', acting, { key: clerk });
    await callTool(
      'plan_portfolio',
      { user_id: ada, risk_profile: 'growth', initial_investment: '1000' },
      { key: clerk },
    );

    const mentions = async () => JSON.stringify(await trail.ofTenant(tenant)).split(ada).length - 1;
    expect(await mentions()).toBeGreaterThan(10);
    const source = await sealInMemory(trail.audit, trail.identity, Date.now() + 600_000);
    expect(source.records().filter(({ event }) => event.tenant === tenant).length).toBeGreaterThan(10);

    const { audit, identity } = trail;
    const range = { from: Date.now() - 3_600_000, to: Date.now() + 1_000 };
    const { changes } = recordedChanges();
    const progress = () => undefined;
    const erasure = { audit, identity, source, changes, tenant, principal: ada, range, progress };
    const { text, exitCode } = await eraseCommand(erasure);
    expect(text).toMatch(/audit table {4}0 events\n {2}sealed copy {4}0 records, of [1-9]/);
    expect(exitCode).toBe(0);
    expect(await mentions()).toBe(0);
    expect(JSON.stringify(source.records())).not.toContain(ada);
  });
});
