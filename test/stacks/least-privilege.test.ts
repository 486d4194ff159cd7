import { describe, expect, it } from '@jest/globals';
import {
  DISPATCHING,
  FAMILIES,
  FUNCTIONS,
  idOf,
  KEY_FUNCTIONS,
  lambda,
  MANIFESTS,
  may,
  mayRead,
  permissions,
  reach,
  secret,
  usesTables,
  WITH_SECRET,
} from './support/least-privilege.ts';

describe("the administrators' API", () => {
  it('reads and decides approvals, and nothing else of the state', async () => {
    expect(await reach('Admin', 'acme#approvals')).toEqual([
      'Audit:PutItem',
      'State:GetItem',
      'State:Query',
      'State:UpdateItem',
    ]);
    expect(await reach('Admin', 'acme#claim#user:1')).toEqual(['Audit:PutItem']);
  });

  it('lists API keys without their hashes, which it writes and cannot read', async () => {
    expect(await reach('Admin', 'acme#api-keys')).toEqual([
      'Identity:GetItem',
      'Identity:Query',
      'Identity:PutItem',
      'Identity:UpdateItem',
      'Identity:ConditionCheckItem',
      'Audit:PutItem',
    ]);
    const writes = ['Identity:PutItem', 'Identity:UpdateItem'];
    const rest = ['Identity:ConditionCheckItem', 'Audit:PutItem'];
    expect(await reach('Admin', 'platform#api-key#abc')).toEqual([...writes, ...rest]);
    // Revocations hold no secret: what a credential was made with may have been revoked.
    expect(await reach('Admin', 'platform#revoked#client#platform#abc')).toEqual([
      ...writes,
      'Identity:BatchGetItem',
      ...rest,
    ]);
    expect(await reach('Admin', 'platform#revoked#subject#cognito#abc')).toEqual([
      'Identity:BatchGetItem',
      'Audit:PutItem',
    ]);
    expect(await reach('Admin', 'platform#plans')).toEqual(['Registry:Query', 'Audit:PutItem']);
    expect(await reach('Admin', 'platform#refresh#abc')).toEqual(['Audit:PutItem']);
  });

  it('cannot read the signing keys', async () => {
    expect(await mayRead('Admin', secret('TokensSigningKeys'))).toBe(false);
  });

  it.each([...FAMILIES, 'Front'])('does not invoke %s', async (other) => {
    expect(await may({ who: 'Admin', action: 'lambda:InvokeFunction', on: lambda(other) })).toBe(false);
  });

  it.each(WITH_SECRET)('does not read the secret of %s', async (family) => {
    expect(await mayRead('Admin', secret(family))).toBe(false);
  });
});

describe('front', () => {
  it.each(FAMILIES)('invokes %s in every version', async (family) => {
    const question = { who: 'Front', action: 'lambda:InvokeFunction' };
    expect(await may({ ...question, on: lambda(family) })).toBe(true);
    expect(await may({ ...question, on: `${lambda(family)}:7` })).toBe(true);
  });

  it.each(['Authorizer', 'RegistrySeeder', 'Front'])('does not invoke %s', async (other) => {
    expect(await may({ who: 'Front', action: 'lambda:InvokeFunction', on: lambda(other) })).toBe(false);
  });

  it('reads the platform secret and no secret of a family', async () => {
    expect(await mayRead('Front', secret('PlatformSecret'))).toBe(true);
    for (const family of WITH_SECRET) expect(await mayRead('Front', secret(family))).toBe(false);
  });

  it('counts usage and cannot read it', async () => {
    expect(await reach('Front', 'acme#usage#2026-11-21')).toContain('Usage:UpdateItem');
    const others = (await reach('Front', 'acme#usage#2026-11-21')).filter((action) => action.startsWith('Usage'));
    expect(others).toEqual(['Usage:UpdateItem']);
  });

  it('reads the registry, adds to the audit and keeps state', async () => {
    expect(await reach('Front', 'platform#catalogue')).toEqual([
      'Registry:GetItem',
      'Registry:Query',
      'Audit:PutItem',
      'State:GetItem',
      'State:PutItem',
      'State:UpdateItem',
      'State:DeleteItem',
      'State:BatchGetItem',
    ]);
  });
});

describe('the authorizer', () => {
  it('looks up credentials, adds refusals to the platform’s trail and may do nothing else', async () => {
    expect(await reach('Authorizer', 'platform#api-key#abc')).toEqual([
      'Identity:GetItem',
      'Identity:BatchGetItem',
      'Audit:PutItem',
    ]);
  });

  it('has no access to items of a tenant', async () => {
    expect(await reach('Authorizer', 'acme#user')).toEqual([]);
  });

  it.each([...WITH_SECRET, 'PlatformSecret'])('does not read the secret of %s', async (owner) => {
    expect(await mayRead('Authorizer', secret(owner))).toBe(false);
  });
});

describe('the trigger of the user pool', () => {
  it('has no access to tables, secrets and functions', async () => {
    expect(await reach('UsersPreToken', 'platform#api-key#abc')).toEqual([]);
    expect(await mayRead('UsersPreToken', secret('PlatformSecret'))).toBe(false);
    for (const other of FUNCTIONS) {
      expect(await may({ who: 'UsersPreToken', action: 'lambda:InvokeFunction', on: lambda(other) })).toBe(false);
    }
  });
});

describe('the tokens function', () => {
  it('alone reads and writes the signing keys', async () => {
    const on = secret('TokensSigningKeys');
    for (const action of ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue']) {
      const allowed = await Promise.all(FUNCTIONS.map((who) => may({ who, action, on })));
      expect(allowed).toEqual(FUNCTIONS.map((who) => who === 'Tokens'));
    }
  });

  it('reads API keys and cannot make any', async () => {
    expect(await reach('Tokens', 'platform#api-key#abc')).toEqual([
      'Identity:GetItem',
      'Identity:BatchGetItem',
      'Audit:PutItem',
    ]);
  });

  it('stores refresh tokens and revokes tokens that it signed', async () => {
    expect(await reach('Tokens', 'platform#refresh#abc')).toEqual([
      'Identity:GetItem',
      'Identity:PutItem',
      'Identity:UpdateItem',
      'Audit:PutItem',
    ]);
    for (const key of ['platform#revoked#token#platform#abc', 'platform#revoked#session#platform#abc']) {
      expect(await reach('Tokens', key)).toEqual([
        'Identity:PutItem',
        'Identity:UpdateItem',
        'Identity:BatchGetItem',
        'Audit:PutItem',
      ]);
    }
  });

  it('cannot revoke tokens of another issuer and has no access to items of a tenant', async () => {
    expect(await reach('Tokens', 'platform#revoked#token#cognito#abc')).toEqual([
      'Identity:BatchGetItem',
      'Audit:PutItem',
    ]);
    expect(await reach('Tokens', 'acme#api-keys')).toEqual(['Audit:PutItem']);
  });

  it.each([...WITH_SECRET, 'PlatformSecret'])('does not read the secret of %s', async (owner) => {
    expect(await mayRead('Tokens', secret(owner))).toBe(false);
  });
});

describe('the registry seeder', () => {
  it('writes the platform’s part of the registry, but deletes nothing', async () => {
    expect(await reach('RegistrySeeder', 'platform#catalogue')).toEqual([
      'Registry:GetItem',
      'Registry:Query',
      'Registry:PutItem',
      'Registry:UpdateItem',
    ]);
  });

  it('has no access to items of a tenant', async () => {
    expect(await reach('RegistrySeeder', 'acme#bundle')).toEqual([]);
  });
});

it('only front and the functions that work after its answer may invoke a family', async () => {
  for (const family of FAMILIES) {
    const allowed = FUNCTIONS.map((who) => may({ who, action: 'lambda:InvokeFunction', on: `${lambda(family)}:1` }));
    expect(await Promise.all(allowed)).toEqual(FUNCTIONS.map((who) => DISPATCHING.includes(who)));
  }
});

describe('the cache renewer', () => {
  it('writes answers and audit events, and reads no item', async () => {
    expect(await reach('CacheRenewer', 'acme#cache#0a1b')).toEqual(['Audit:PutItem', 'State:PutItem']);
    expect(await reach('CacheRenewer', 'acme#claim#user:1')).toEqual(['Audit:PutItem']);
  });

  it('is started by front alone', async () => {
    const on = lambda('CacheRenewer');
    const allowed = FUNCTIONS.map((who) => may({ who, action: 'lambda:InvokeFunction', on }));
    expect(await Promise.all(allowed)).toEqual(FUNCTIONS.map((who) => who === 'Front'));
  });
});

describe('the issuer reader', () => {
  it('has no access to tables and secrets', async () => {
    expect(await reach('IssuerReader', 'platform#catalogue')).toEqual([]);
    expect(await mayRead('IssuerReader', secret('PlatformSecret'))).toBe(false);
  });

  it('is started by front alone', async () => {
    const on = lambda('IssuerReader');
    const allowed = FUNCTIONS.map((who) => may({ who, action: 'lambda:InvokeFunction', on }));
    expect(await Promise.all(allowed)).toEqual(FUNCTIONS.map((who) => who === 'Front'));
  });
});

describe('the task runner', () => {
  it('reads the platform secret, which seals tasks and the results of claims, and no secret of a family', async () => {
    expect(await mayRead('TaskRunner', secret('PlatformSecret'))).toBe(true);
    for (const family of WITH_SECRET) expect(await mayRead('TaskRunner', secret(family))).toBe(false);
  });

  it('changes tasks and the claims of writes, adds to the audit, and reads no item', async () => {
    expect(await reach('TaskRunner', 'acme#task#user:1')).toEqual(['Audit:PutItem', 'State:UpdateItem']);
    for (const key of ['acme#claim#user:1', 'acme#reissue#user:1']) {
      expect(await reach('TaskRunner', key)).toEqual(['Audit:PutItem', 'State:UpdateItem', 'State:DeleteItem']);
    }
    for (const key of ['acme#approvals', 'acme#cache#0a1b', 'cancel#0a1b', 'platform#catalogue']) {
      expect(await reach('TaskRunner', key)).toEqual(['Audit:PutItem']);
    }
  });

  it('is started by front alone', async () => {
    const on = lambda('TaskRunner');
    const allowed = FUNCTIONS.map((who) => may({ who, action: 'lambda:InvokeFunction', on }));
    expect(await Promise.all(allowed)).toEqual(FUNCTIONS.map((who) => who === 'Front'));
  });
});

describe.each(FUNCTIONS)('%s and the key of the tables', (who) => {
  const tableless =
    who === 'IssuerReader' ||
    KEY_FUNCTIONS.has(who) ||
    MANIFESTS.some((manifest) => idOf(manifest) === who && !usesTables(manifest));
  const action = 'kms:Decrypt';

  it(tableless ? 'does not open it, having no table' : 'opens it through DynamoDB only', async () => {
    const on = permissions.arn('AWS::KMS::Key', 'Key');
    const through = (service: string) => ({ 'kms:ViaService': `${service}.us-east-1.amazonaws.com` });
    expect(await may({ who, action, on, context: through('dynamodb') })).toBe(!tableless);
    expect(await may({ who, action, on, context: through('s3') })).toBe(false);
    expect(await may({ who, action, on })).toBe(false);
  });

  it('does not manage it', async () => {
    const on = permissions.arn('AWS::KMS::Key', 'Key');
    expect(await may({ who, action: 'kms:ScheduleKeyDeletion', on })).toBe(false);
  });
});
