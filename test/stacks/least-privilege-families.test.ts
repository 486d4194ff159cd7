import { describe, expect, it } from '@jest/globals';
import { marksStarts, usesBreaker } from '../../schemas/family-manifest.ts';
import {
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
  streams,
  TABLES,
  WITH_SECRET,
  WITH_SIGNING_KEYS,
  WITH_TOKENS,
} from './support/least-privilege.ts';

it('the questions cover every function of the stack', () => {
  const covered = [...FUNCTIONS, 'UsersPreToken'];
  const uncovered = permissions.functions.filter((id) => !covered.some((prefix) => id.startsWith(prefix)));
  expect(uncovered).toEqual([]);
});

describe.each(WITH_SECRET)('%s', (family) => {
  it('reads its own secret', async () => {
    expect(await mayRead(family, secret(family))).toBe(true);
  });

  it('does not write it', async () => {
    expect(await may({ who: family, action: 'secretsmanager:PutSecretValue', on: secret(family) })).toBe(false);
  });
});

describe.each(FAMILIES)('%s', (family) => {
  it.each([...WITH_SECRET.filter((other) => other !== family), 'PlatformSecret'])(
    'does not read the secret of %s',
    async (other) => {
      expect(await mayRead(family, secret(other))).toBe(false);
    },
  );

  it.each(FUNCTIONS.filter((other) => other !== 'Tokens' || !WITH_TOKENS.includes(family)))(
    'does not invoke %s',
    async (other) => {
      expect(await may({ who: family, action: 'lambda:InvokeFunction', on: lambda(other) })).toBe(false);
    },
  );

  it('has no access to items of a tenant', async () => {
    expect(await reach(family, 'acme#call')).toEqual([]);
  });

  it('has no access to the registry except its health key', async () => {
    expect(await reach(family, 'platform#catalogue')).toEqual([]);
  });

  it('writes to its own log group and to no other', async () => {
    const own = permissions.arn('AWS::Logs::LogGroup', `${family}FunctionLogs`).replace(/\*$/, 'log-stream:x');
    const foreign = permissions.arn('AWS::Logs::LogGroup', 'FrontLogs').replace(/\*$/, 'log-stream:x');
    expect(await may({ who: family, action: 'logs:PutLogEvents', on: own })).toBe(true);
    expect(await may({ who: family, action: 'logs:PutLogEvents', on: foreign })).toBe(false);
  });
});

describe.each(MANIFESTS.map((manifest) => [manifest.name, manifest] as const))('the manifest of %s', (_, manifest) => {
  it('grants the health key of the tables that it probes and of no others', async () => {
    const probed = TABLES.filter((name) => manifest.probes.some((probe) => probe === name.toLowerCase()));
    const all = manifest.capabilities.includes('platform-health');
    expect(await reach(idOf(manifest), 'platform#health')).toEqual(
      (all ? TABLES : probed).map((name) => `${name}:GetItem`),
    );
  });

  it('grants cancel records if a tool streams', async () => {
    expect(await reach(idOf(manifest), 'cancel#0a1b')).toEqual(streams(manifest) ? ['State:GetItem'] : []);
  });

  it('grants start marks if a tool writes, and no claim', async () => {
    expect(await reach(idOf(manifest), 'started#0a1b')).toEqual(marksStarts(manifest) ? ['State:PutItem'] : []);
    for (const key of ['acme#claim#user:1', 'acme#reissue#user:1']) {
      expect(await reach(idOf(manifest), key)).toEqual([]);
    }
  });

  it('grants the breakers of its own providers alone', async () => {
    const own = usesBreaker(manifest) ? ['State:GetItem', 'State:UpdateItem'] : [];
    const all = manifest.capabilities.includes('platform-health') ? ['State:Query'] : [];
    expect(await reach(idOf(manifest), `breaker#${manifest.name}#hosts`)).toEqual([...own, ...all].sort());
    expect(await reach(idOf(manifest), `breaker#${manifest.name}2#hosts`)).toEqual(all);
    expect(await reach(idOf(manifest), 'breaker#somebody-else#hosts')).toEqual(all);
  });
});

describe('the function that receives events', () => {
  it('reads the keys that sign events, and no other secret', async () => {
    expect(WITH_SIGNING_KEYS.length).toBeGreaterThan(0);
    for (const signing of WITH_SIGNING_KEYS)
      expect([signing, await mayRead('Webhooks', secret(signing))]).toEqual([signing, true]);
    for (const other of [...WITH_SECRET, 'PlatformSecret', 'TokensSigningKeys']) {
      expect([other, await mayRead('Webhooks', secret(other))]).toEqual([other, false]);
    }
  });

  it('invokes the functions of verification keys, and no other', async () => {
    const invoked = await Promise.all(
      FUNCTIONS.map((other) => may({ who: 'Webhooks', action: 'lambda:InvokeFunction', on: lambda(other) })),
    );
    expect(FUNCTIONS.filter((_, index) => invoked[index])).toEqual([...KEY_FUNCTIONS.keys()]);
  });

  it('has no access to items except events that were received and the audit, to which it adds', async () => {
    expect(await reach('Webhooks', 'acme#call')).toEqual(['Audit:PutItem']);
  });
});

it('the keys that sign events are read by the function that receives events alone', async () => {
  for (const signing of WITH_SIGNING_KEYS) {
    const readers = await Promise.all(FUNCTIONS.map((who) => mayRead(who, secret(signing))));
    expect(FUNCTIONS.filter((_, index) => readers[index])).toEqual(['Webhooks']);
  }
});

describe.each([...KEY_FUNCTIONS])('%s', (keys, family) => {
  it('reads the credentials of its family and no other secret', async () => {
    const secrets = [...WITH_SECRET, ...WITH_SIGNING_KEYS, 'PlatformSecret', 'TokensSigningKeys'];
    const readable = await Promise.all(secrets.map((owner) => mayRead(keys, secret(owner))));
    expect(secrets.filter((_, index) => readable[index])).toEqual([family]);
  });

  it('has no access to tables, and invokes no function', async () => {
    for (const key of ['acme#call', 'platform#health', 'breaker#banking#x']) expect(await reach(keys, key)).toEqual([]);
    for (const other of FUNCTIONS) {
      expect(await may({ who: keys, action: 'lambda:InvokeFunction', on: lambda(other) })).toBe(false);
    }
  });

  it('is invoked by the function that receives events alone', async () => {
    const invokers = await Promise.all(
      FUNCTIONS.map((who) => may({ who, action: 'lambda:InvokeFunction', on: lambda(keys) })),
    );
    expect(FUNCTIONS.filter((_, index) => invokers[index])).toEqual(['Webhooks']);
  });
});
