import type { FunctionConfiguration } from './configuration.ts';
import { Instance, type Launch } from './instance.ts';
import type { Pending } from './invocation.ts';

export type PoolOptions = {
  configuration: FunctionConfiguration;
  /** `$LATEST` or a number. */
  version: string;
  maxInstances: number;
  freezeAfterSeconds: number;
  reapAfterSeconds: number;
  /** Milliseconds by which the clock of an instance that starts now is ahead. */
  clockAhead(): number;
  launch(tenantId: string | undefined, clockAheadMs: number): Launch;
  log(line: string): void;
};

/**
 * The instances of one version of a function. An idle one is taken first; otherwise one is started, up to
 * `maxInstances`; beyond that calls wait their turn (AWS would start more, up to the account's concurrency).
 * A tenant's instance never serves another tenant.
 */
export class Pool {
  private readonly options: PoolOptions;
  private readonly instances = new Set<Instance>();
  /** Longest idle first. */
  private idle: Instance[] = [];
  private queue: Pending[] = [];
  private readonly reapers = new Map<Instance, NodeJS.Timeout>();

  constructor(options: PoolOptions) {
    this.options = options;
  }

  get size(): number {
    return this.instances.size;
  }

  submit(pending: Pending): void {
    const ready = this.takeIdle(pending.tenantId);
    if (ready) {
      ready.run(pending);
      return;
    }
    this.queue.push(pending);
    this.grow(pending.tenantId);
  }

  /** Kills every instance and starts no more; running calls fail. */
  close(reason?: Buffer): void {
    for (const instance of this.instances) instance.end(reason);
  }

  /** Kills every process, as a crash would; the next call gets a new instance. @returns how many there were. */
  kill(): number {
    const { size } = this.instances;
    for (const instance of this.instances) instance.kill();
    // Instances that are being killed get no further calls.
    this.idle = [];
    return size;
  }

  /** Lets busy instances finish and takes no further calls; for code that has been replaced. */
  retire(): void {
    for (const instance of this.idle) instance.end();
    this.options.maxInstances = 0;
  }

  private takeIdle(tenantId: string | undefined): Instance | undefined {
    const index = this.idle.findLastIndex((instance) => instance.tenantId === tenantId);
    if (index < 0) return undefined;
    const [instance] = this.idle.splice(index, 1);
    if (instance) clearTimeout(this.reapers.get(instance));
    return instance;
  }

  private grow(tenantId: string | undefined): void {
    const starting = [...this.instances].filter(
      (instance) => instance.state === 'starting' && instance.tenantId === tenantId,
    ).length;
    const waiting = this.queue.filter((pending) => pending.tenantId === tenantId).length;
    if (starting >= waiting) return;
    if (this.instances.size >= this.options.maxInstances) {
      // All places are taken, some by idle instances of other tenants: the one idle longest ends.
      this.idle.find((instance) => instance.tenantId !== tenantId)?.end();
      return;
    }
    const { configuration, version, launch, log } = this.options;
    const clockAheadMs = this.options.clockAhead();
    const instance = new Instance({
      configuration,
      version,
      clockAheadMs,
      tenantId,
      events: { idle: (one) => this.becameIdle(one), gone: (one, failure) => this.isGone(one, failure), log },
    });
    this.instances.add(instance);
    instance.start(launch(tenantId, clockAheadMs));
  }

  private becameIdle(instance: Instance): void {
    const index = this.queue.findIndex((pending) => pending.tenantId === instance.tenantId);
    const [pending] = index < 0 ? [] : this.queue.splice(index, 1);
    if (pending) {
      instance.run(pending);
      return;
    }
    if (this.options.maxInstances === 0) {
      instance.end();
      return;
    }
    this.idle.push(instance);
    instance.freezeAfter(this.options.freezeAfterSeconds);
    const reaper = setTimeout(() => instance.end(), this.options.reapAfterSeconds * 1_000);
    reaper.unref();
    this.reapers.set(instance, reaper);
  }

  private isGone(instance: Instance, initFailure: Buffer | undefined): void {
    this.instances.delete(instance);
    this.idle = this.idle.filter((one) => one !== instance);
    clearTimeout(this.reapers.get(instance));
    this.reapers.delete(instance);
    if (initFailure) {
      const index = this.queue.findIndex((pending) => pending.tenantId === instance.tenantId);
      const [pending] = index < 0 ? [] : this.queue.splice(index, 1);
      pending?.complete({ kind: 'failure', body: initFailure, executedVersion: this.options.version });
    }
    const [next] = this.queue;
    if (next) this.grow(next.tenantId);
  }
}
