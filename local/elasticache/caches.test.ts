import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster } from 'iovalkey';
import { lambda, role } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';
import { newSigner } from '../testing/signer.ts';
import { LENDER } from '../testing/sources.ts';

const NAME = 'test-cache';
const USER = 'test-cache-functions';
const onPath = (program: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
// Without these programs the tests are skipped by name: npm run peers installs them.
const describeCache = onPath('redis-server') && onPath('openssl') ? describe : describe.skip;

const arn = (resource: string) => `arn:aws:elasticache:us-east-1:000000000000:${resource}`;
/** Returns the cache's address, the trusted certificate and the credentials. */
const TELLER = LENDER.replace(
  'accessKeyId:',
  'url: process.env.CACHE_URL, ca: process.env.NODE_EXTRA_CA_CERTS, accessKeyId:',
);
const environment = {
  Environment: {
    Variables: {
      CACHE_URL: {
        'Fn::Join': [
          '',
          [
            'rediss://',
            { 'Fn::GetAtt': ['Cache', 'Endpoint.Address'] },
            ':',
            { 'Fn::GetAtt': ['Cache', 'Endpoint.Port'] },
          ],
        ],
      },
    },
  },
};
const ASSEMBLY = {
  code: { Allowed: TELLER, Other: TELLER },
  resources: {
    User: {
      Type: 'AWS::ElastiCache::User',
      Properties: {
        Engine: 'valkey',
        UserId: USER,
        UserName: USER,
        AuthenticationMode: { Type: 'iam' },
        AccessString: 'on ~mf:* -@all +@connection +info +cluster|slots +cluster|info +hset +hget',
      },
    },
    Users: {
      Type: 'AWS::ElastiCache::UserGroup',
      Properties: { Engine: 'valkey', UserGroupId: 'test-users', UserIds: [{ Ref: 'User' }] },
    },
    Cache: {
      Type: 'AWS::ElastiCache::ServerlessCache',
      Properties: { Engine: 'valkey', ServerlessCacheName: NAME, UserGroupId: { Ref: 'Users' } },
    },
    AllowedRole: role({
      Action: 'elasticache:Connect',
      Resource: [arn(`serverlesscache:${NAME}`), arn(`user:${USER}`)],
    }),
    OtherRole: role({ Action: 'elasticache:Connect', Resource: arn(`serverlesscache:${NAME}`) }),
    Allowed: lambda('Allowed', TELLER, 'AllowedRole', environment),
    Other: lambda('Other', TELLER, 'OtherRole', environment),
  },
};

const test = new TestCloud();
const clients: Cluster[] = [];

/** A token of IAM with the rights of a function's role, signed as the SDK signs. */
async function token(name: string, at = new Date()): Promise<string> {
  const { credentials } = await test.clientOptionsOf(name);
  const signer = newSigner(credentials, { service: 'elasticache' });
  const request = {
    method: 'GET',
    protocol: 'http:',
    hostname: NAME,
    path: '/',
    headers: { host: NAME },
    query: { Action: 'connect', ResourceType: 'ServerlessCache', User: USER },
  };
  const { query = {} } = await signer.presign(request, { expiresIn: 900, signingDate: at });
  const parameters = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return `${NAME}/?${new URLSearchParams(parameters)}`.replaceAll('+', '%20');
}

async function connect(password: string): Promise<Cluster> {
  const { url, ca } = (await test.invoke('allowed', {})).payload;
  const { hostname, port } = new URL(String(url));
  const cluster = new Cluster([{ host: hostname, port: Number(port) }], {
    lazyConnect: true,
    clusterRetryStrategy: () => null,
    slotsRefreshTimeout: 5_000,
    dnsLookup: (host, callback) => callback(null, host),
    redisOptions: { username: USER, password, tls: { ca: readFileSync(String(ca)) }, maxRetriesPerRequest: 0 },
  });
  cluster.on('error', () => undefined);
  clients.push(cluster);
  await cluster.connect();
  return cluster;
}

describeCache('a serverless cache', () => {
  beforeAll(() => test.start(ASSEMBLY));
  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await test.dispose();
  });

  it('accepts a role that may connect, with the rights of its user', async () => {
    const cluster = await connect(await token('allowed'));
    await cluster.hset('mf:{a}', 'field', 'value');
    expect(await cluster.hget('mf:{a}', 'field')).toBe('value');
    await expect(cluster.hget('other', 'field')).rejects.toThrow('NOPERM');
    await expect(cluster.flushall()).rejects.toThrow('NOPERM');
  });

  it('refuses every other connection', async () => {
    await expect(connect(await token('other'))).rejects.toThrow();
    const denials = test.cloud.logs.collected().filter(({ kind }) => kind === 'denied');
    expect(denials.map(({ text }) => text).join('\n')).toContain(`lacks elasticache:Connect on ${arn(`user:${USER}`)}`);
    await expect(connect((await token('allowed')).replace('X-Amz-Expires=900', 'X-Amz-Expires=901'))).rejects.toThrow();
    await expect(connect(await token('allowed', new Date(Date.now() - 901_000)))).rejects.toThrow();
    await expect(connect('guess')).rejects.toThrow();
    const good = await token('allowed');
    for (const [from, to] of [
      [USER, 'another-user'],
      [`${NAME}/?`, 'another-cache/?'],
      ['Action=connect', 'Action=Connect'],
      ['ServerlessCache', 'ReplicationGroup'],
    ] as const) {
      await expect(connect(good.replace(from, to))).rejects.toThrow();
    }
  });
});
