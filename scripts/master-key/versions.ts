import { randomBytes } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { masterKeysIn, memberOf, startMemberOf } from '../../functions/core/secrets/master-keys.ts';
import { CommandError } from '../command/command-error.ts';

export interface PlatformSecret {
  readonly client: Pick<SecretsManagerClient, 'send'>;
  readonly name: string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

type Members = Readonly<Record<string, string>>;

/** Instances keep a secret for five minutes; their clocks may differ by some, too. */
const START_AFTER_MS = 15 * 60_000;
/** After this time nothing is kept that an earlier version has sealed: claims and tasks end within a month. */
const DROP_AFTER_DAYS = 31;
const DAY_MS = 86_400_000;

export async function listVersions(secret: PlatformSecret): Promise<string> {
  const members = await read(secret);
  const { current, all } = masterKeysIn(members, secret.now());
  const lines = [...all.keys()]
    .toSorted((a, b) => a - b)
    .map((version) => {
      const start = members[startMemberOf(version)] ?? 'the first deploy';
      const state = version === current.version ? ', now' : version > current.version ? ', not yet' : '';
      return `version ${version}  used from ${start}${state}`;
    });
  return lines.join('\n');
}

/**
 * Adds a version of the master key.
 * @throws {CommandError} if the version before is not used yet
 */
export async function rotateMasterKey(secret: PlatformSecret): Promise<string> {
  const members = await read(secret);
  const { current, all } = masterKeysIn(members, secret.now());
  const newest = latest(all.keys());
  if (newest > current.version) {
    throw new CommandError(`Version ${newest} is used from ${members[startMemberOf(newest)]}: wait until then.`);
  }
  const version = newest + 1;
  const start = new Date(secret.now() + START_AFTER_MS).toISOString();
  await write(secret, {
    ...members,
    [memberOf(version)]: randomBytes(32).toString('hex'),
    [startMemberOf(version)]: start,
  });
  return `Version ${version} of the master key is used from ${start}.`;
}

/**
 * Removes a version of the master key.
 * @throws {CommandError} for the first version, by which claims are found, and for one that may still be needed
 */
export async function dropVersion(secret: PlatformSecret, version: number): Promise<string> {
  const members = await read(secret);
  const { current, all } = masterKeysIn(members, secret.now());
  if (!all.has(version)) throw new CommandError(`There is no version ${version} of the master key.`);
  if (version === 1) throw new CommandError('Version 1 finds the claims of writes that are sent again; it stays.');
  const [successor] = [...all.keys()]
    .filter((other) => other > version && other <= current.version)
    .toSorted((a, b) => a - b);
  const ended = successor === undefined ? Number.NaN : Date.parse(members[startMemberOf(successor)] ?? '');
  if (!(secret.now() - ended >= DROP_AFTER_DAYS * DAY_MS)) {
    throw new CommandError(
      `Version ${version} has been used within ${DROP_AFTER_DAYS} days: what it sealed is still kept.`,
    );
  }
  const { [memberOf(version)]: _key, [startMemberOf(version)]: _start, ...rest } = members;
  await write(secret, rest);
  return `Version ${version} of the master key is removed.`;
}

function latest(versions: Iterable<number>): number {
  let newest = 1;
  for (const version of versions) if (version > newest) newest = version;
  return newest;
}

async function read({ client, name }: PlatformSecret): Promise<Members> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
  return JSON.parse(SecretString ?? '{}') as Members;
}

async function write({ client, name }: PlatformSecret, members: Members): Promise<void> {
  await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(members) }));
}
