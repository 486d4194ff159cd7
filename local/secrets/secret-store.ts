import { randomInt, randomUUID } from 'node:crypto';
import { arnOf, stableId } from '../account.ts';
import { AwsError } from '../aws/service.ts';
import type { Policy } from '../iam/policy.ts';
import type { JsonFile } from '../state/json-file.ts';

/** Versions by id; stages name the current and the previous one. */
type StoredSecret = {
  versions: Record<string, { value: string; createdAt: number }>;
  stages: Record<string, string>;
  generated: boolean;
};
export type SecretState = Record<string, StoredSecret>;

export type Secret = { name: string; arn: string; kmsKeyArn?: string; tags: Map<string, string>; policy?: Policy };

/** `GenerateSecretString` of the template. */
export type Generation = {
  SecretStringTemplate?: string;
  GenerateStringKey?: string;
  PasswordLength?: number | string;
  ExcludeCharacters?: string;
  ExcludePunctuation?: boolean | string;
  ExcludeUppercase?: boolean | string;
  ExcludeLowercase?: boolean | string;
  ExcludeNumbers?: boolean | string;
};

/** The secrets of the assembly. A value is made once, at the first start, and kept in the state from then on. */
export class SecretStore {
  private readonly secrets = new Map<string, Secret>();
  private readonly state: JsonFile<SecretState>;

  constructor(state: JsonFile<SecretState>) {
    this.state = state;
  }

  /** Makes the secret known; `initial` is called only if it has no value yet. */
  ensure(secret: Omit<Secret, 'arn'>, initial: () => string): Secret {
    const known: Secret = {
      ...secret,
      arn: arnOf('secretsmanager', `secret:${secret.name}-${stableId(secret.name, 6)}`),
    };
    this.secrets.set(known.arn, known);
    if (!this.state.get()[secret.name]) this.write(secret.name, initial(), 'generated');
    return known;
  }

  /** Deletes a secret with its versions at once, as CloudFormation does. */
  delete(arn: string): void {
    this.secrets.delete(arn);
    const name = /:secret:(.+)-[^-]{6}$/.exec(arn)?.[1] ?? arn;
    const { [name]: _, ...others } = this.state.get();
    this.state.set(others);
  }

  all(): Secret[] {
    return [...this.secrets.values()];
  }

  /** By ARN, ARN without suffix, or name. @throws AwsError ResourceNotFoundException. */
  find(id: string): Secret {
    const secret =
      this.secrets.get(id) ?? this.all().find(({ name, arn }) => name === id || arn.replace(/-[^-]{6}$/, '') === id);
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  }

  /** Whether the secret still holds the value that it was made with. */
  holdsPlaceholder({ name }: Secret): boolean {
    return this.state.get()[name]?.generated ?? false;
  }

  read(
    { name }: Secret,
    by: { versionId?: string; stage?: string } = {},
  ): { value: string; versionId: string; stages: string[]; createdAt: number } {
    const stored = this.state.get()[name];
    const versionId = by.versionId ?? stored?.stages[by.stage ?? 'AWSCURRENT'];
    const version = versionId === undefined ? undefined : stored?.versions[versionId];
    if (!stored || !version || versionId === undefined) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for staging label: ${by.stage ?? 'AWSCURRENT'}`,
      );
    }
    const stages = Object.entries(stored.stages).flatMap(([stage, id]) => (id === versionId ? [stage] : []));
    return { ...version, versionId, stages };
  }

  versions({ name }: Secret): Record<string, string[]> {
    const found: Record<string, string[]> = {};
    for (const [stage, id] of Object.entries(this.state.get()[name]?.stages ?? {}))
      found[id] = [...(found[id] ?? []), stage];
    return found;
  }

  /**
   * Puts a value as AWSCURRENT; the one before becomes AWSPREVIOUS. A version that is there already is not changed: the
   * same value makes no new version, another value is refused.
   * @param id id of the version, if the client chooses it (`ClientRequestToken`)
   * @returns the version's id.
   * @throws AwsError ResourceExistsException.
   */
  put({ name }: Secret, value: string, id?: string): string {
    const existing = id === undefined ? undefined : this.state.get()[name]?.versions[id];
    if (id === undefined || !existing) return this.write(name, value, 'put', id);
    if (existing.value === value) return id;
    throw new AwsError('ResourceExistsException', 'A version with this ClientRequestToken has another value.');
  }

  /** Sets the value without keeping the earlier one as a version, since that was a placeholder. */
  replacePlaceholder({ name }: Secret, value: string): void {
    this.write(name, value, 'generated');
  }

  private write(name: string, value: string, origin: 'generated' | 'put', id: string = randomUUID()): string {
    const before = this.state.get()[name];
    const current = before?.stages.AWSCURRENT;
    const kept = origin === 'put' && before && current ? { [current]: before.versions[current] } : {};
    const versions = Object.fromEntries(
      Object.entries(kept).flatMap(([key, version]) => (version ? [[key, version]] : [])),
    );
    this.state.set({
      ...this.state.get(),
      [name]: {
        versions: { ...versions, [id]: { value, createdAt: Date.now() / 1_000 } },
        stages: { AWSCURRENT: id, ...(origin === 'put' && current ? { AWSPREVIOUS: current } : {}) },
        generated: origin === 'generated',
      },
    });
    return id;
  }
}

/** The first value of a secret, as Secrets Manager generates it. */
export function generateSecret(generation: Generation): string {
  const password = randomPassword(generation);
  if (!generation.SecretStringTemplate || !generation.GenerateStringKey) return password;
  return JSON.stringify({ ...JSON.parse(generation.SecretStringTemplate), [generation.GenerateStringKey]: password });
}

function randomPassword(generation: Generation): string {
  const off = (flag: boolean | string | undefined) => String(flag) === 'true';
  const alphabet = [
    off(generation.ExcludeLowercase) ? '' : 'abcdefghijklmnopqrstuvwxyz',
    off(generation.ExcludeUppercase) ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    off(generation.ExcludeNumbers) ? '' : '0123456789',
    off(generation.ExcludePunctuation) ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  ].join('');
  const allowed = [...alphabet].filter((character) => !generation.ExcludeCharacters?.includes(character));
  return Array.from({ length: Number(generation.PasswordLength ?? 32) }, () => allowed[randomInt(allowed.length)]).join(
    '',
  );
}
