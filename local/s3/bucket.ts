import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from '../aws/service.ts';
import type { Policy } from '../iam/policy.ts';
import type { RetentionMode } from './object-lock.ts';
import { ObjectStore } from './object-store.ts';

/** A bucket as the assembly describes it; its objects are in the object store. */
export type Bucket = {
  name: string;
  arn: string;
  /** Versions are kept. Object Lock needs it. */
  versioned: boolean;
  objectLock: boolean;
  /** Applied to each new version without a retention of its own. */
  defaultRetention?: { mode: RetentionMode; days: number };
  encryption: { algorithm: string; kmsKeyArn?: string; bucketKey: boolean };
  /** `LifecycleConfiguration` as the template has it; the local cloud does not carry it out. */
  lifecycle?: unknown;
  tags: Map<string, string>;
  policy?: Policy;
};

/** The buckets of the assembly by name. */
export class Buckets {
  private readonly directory: string;
  private readonly buckets = new Map<string, Bucket>();
  private readonly stores = new Map<string, ObjectStore>();

  /** @param directory gets one folder per bucket. */
  constructor(directory: string) {
    this.directory = directory;
  }

  /** Makes a bucket known, or updates its settings. */
  define(bucket: Bucket): void {
    this.buckets.set(bucket.name, bucket);
  }

  /** @throws AwsError BucketNotEmpty. */
  delete(name: string): void {
    if (new ObjectStore(join(this.directory, name)).keys().length > 0)
      throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
    this.buckets.delete(name);
    this.stores.delete(name);
    rmSync(join(this.directory, name), { recursive: true, force: true });
  }

  all(): Bucket[] {
    return [...this.buckets.values()];
  }

  /** The objects of a bucket. */
  store({ name }: Bucket): ObjectStore {
    const store = this.stores.get(name) ?? new ObjectStore(join(this.directory, name));
    this.stores.set(name, store);
    return store;
  }

  /** @throws AwsError NoSuchBucket. */
  find(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
    return bucket;
  }
}
