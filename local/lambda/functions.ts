import { randomBytes, randomUUID } from 'node:crypto';
import { AwsError } from '../aws/service.ts';
import { byName } from '../by-name.ts';
import type { Concurrency } from './concurrency.ts';
import type { FunctionConfiguration } from './configuration.ts';
import type { InvocationResult } from './invocation.ts';
import type { Permission } from './permissions.ts';
import type { Pool } from './pool.ts';
import type { Versions } from './versions.ts';

/** A function that a name or ARN stands for, qualified or not. */
export type Resolved = { configuration: FunctionConfiguration; version: string; arn: string };

export type Invoke = { payload: Buffer; tenantId?: string };

type Known = {
  configuration: FunctionConfiguration;
  permissions: Permission[];
  aliases: Map<string, string>;
};

/** The functions of the assembly, their versions and aliases, and their invocation. */
export class Functions {
  private readonly known = new Map<string, Known>();
  private readonly pools = new Map<string, Pool>();
  private readonly versions: Versions;
  private readonly concurrency: Concurrency;
  private readonly createPool: (configuration: FunctionConfiguration, version: string) => Pool;

  constructor(
    versions: Versions,
    concurrency: Concurrency,
    createPool: (configuration: FunctionConfiguration, version: string) => Pool,
  ) {
    this.versions = versions;
    this.concurrency = concurrency;
    this.createPool = createPool;
  }

  /**
   * Makes a function known, or swaps its code: instances of the earlier one end as soon as they are idle.
   * @throws AwsError InvalidParameterValueException if the account cannot reserve so many executions
   */
  register(configuration: FunctionConfiguration, reserved?: number): void {
    this.concurrency.reserve(configuration.functionName, reserved);
    const before = this.known.get(configuration.functionName);
    this.known.set(configuration.functionName, {
      configuration,
      permissions: [],
      aliases: new Map(),
    });
    if (before) this.retire(configuration.functionName, '$LATEST');
  }

  /** Deletes a function; its busy instances finish first. */
  delete(functionName: string): void {
    this.known.delete(functionName);
    this.concurrency.reserve(functionName, undefined);
    this.retire(functionName, '$LATEST');
  }

  publish(functionName: string, logicalId: string): string {
    return this.versions.publish(logicalId, this.of(functionName).configuration);
  }

  alias(functionName: string, name: string, version: string): void {
    this.of(functionName).aliases.set(name, version);
  }

  permit(functionName: string, permission: Permission): void {
    this.of(functionName).permissions.push(permission);
  }

  permissions(functionName: string): readonly Permission[] {
    return this.known.get(functionName)?.permissions ?? [];
  }

  all(): FunctionConfiguration[] {
    return [...this.known.values()].map(({ configuration }) => configuration);
  }

  /** Instances that run now, over all functions. */
  instanceCount(): number {
    return [...this.pools.values()].reduce((sum, pool) => sum + pool.size, 0);
  }

  /**
   * Finds a function by name, `name:qualifier`, or ARN.
   * @throws AwsError ResourceNotFoundException.
   */
  resolve(name: string, qualifier?: string): Resolved {
    const [functionName = '', inline] = (
      name.includes(':function:') ? (name.split(':function:')[1] ?? '') : name
    ).split(':');
    const wanted = qualifier ?? inline ?? '$LATEST';
    const known = this.known.get(functionName);
    const version = known?.aliases.get(wanted) ?? wanted;
    const configuration = version === '$LATEST' ? known?.configuration : this.versions.find(functionName, version);
    if (!configuration)
      throw new AwsError(
        'ResourceNotFoundException',
        `Function not found: ${name}${qualifier ? `:${qualifier}` : ''}`,
        404,
        { Type: 'User' },
      );
    return {
      configuration,
      version,
      arn: wanted === '$LATEST' && !inline && !qualifier ? configuration.arn : `${configuration.arn}:${wanted}`,
    };
  }

  /**
   * Calls a function.
   * @throws AwsError if Lambda refuses the call: too many at once, a tenant missing or not wanted.
   */
  invoke({ configuration, version, arn }: Resolved, { payload, tenantId }: Invoke): Promise<InvocationResult> {
    this.checkTenant(configuration, tenantId);
    const done = this.concurrency.begin(configuration.functionName);
    return new Promise((resolve) => {
      this.pool(configuration, version).submit({
        id: randomUUID(),
        payload,
        tenantId,
        traceId: traceId(),
        invokedArn: arn,
        complete: (result) => {
          if (result.kind === 'answer') result.body.once('close', done);
          else done();
          resolve(result);
        },
      });
    });
  }

  /** Kills the processes of all versions of a function. @returns how many there were. */
  kill(name: string): number {
    const functionName = this.nameOf(name);
    const pools = [...this.pools].filter(([key]) => key.startsWith(`${functionName}:`));
    return pools.reduce((sum, [, pool]) => sum + pool.kill(), 0);
  }

  /** The one function that a name or a part of it fits. @throws Error that names what there is. */
  nameOf(name: string): string {
    return byName('function', name, this.all(), (one) => [one.functionName]).functionName;
  }

  stop(): void {
    for (const pool of this.pools.values()) pool.close();
    this.pools.clear();
  }

  /** @throws AwsError if a tenant is missing, or named for a function without tenant isolation. */
  checkTenant({ tenantIsolated, functionName }: FunctionConfiguration, tenantId: string | undefined): void {
    if (tenantIsolated && !tenantId) {
      throw new AwsError(
        'InvalidParameterValueException',
        `The function ${functionName} is tenant-isolated: the call must name a TenantId.`,
        400,
        { Type: 'User' },
      );
    }
    if (!tenantIsolated && tenantId) {
      throw new AwsError(
        'InvalidParameterValueException',
        `The function ${functionName} is not tenant-isolated: the call must not name a TenantId.`,
        400,
        { Type: 'User' },
      );
    }
  }

  private retire(functionName: string, version: string): void {
    const key = `${functionName}:${version}`;
    this.pools.get(key)?.retire();
    this.pools.delete(key);
  }

  private pool(configuration: FunctionConfiguration, version: string): Pool {
    const key = `${configuration.functionName}:${version}`;
    const pool = this.pools.get(key) ?? this.createPool(configuration, version);
    this.pools.set(key, pool);
    return pool;
  }

  private of(functionName: string): Known {
    const known = this.known.get(functionName);
    if (!known) throw new AwsError('ResourceNotFoundException', `Function not found: ${functionName}`, 404);
    return known;
  }
}

/** X-Ray trace header of a new trace. Every one is kept: the functions write their spans into the log. */
function traceId(): string {
  const seconds = Math.floor(Date.now() / 1_000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=1`;
}
