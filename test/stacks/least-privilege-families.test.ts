import { describe, expect, it } from '@jest/globals';
import { marksStarts, usesBreaker } from '../../schemas/family-manifest.ts';
import {
  FAMILIES,
  FUNCTIONS,
  idOf,
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
