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
  /** Applied to each new version that brings no retention of its own. */
  defaultRetention?: { mode: RetentionMode; days: number };
  encryption: { algorithm: string; kmsKeyArn?: string; bucketKey: boolean };
  /** `LifecycleConfiguration` as the template has it; the local cloud does not carry it out. */
  lifecycle?: unknown;
  tags: Map<string, string>;
  policy?: Policy;
};

/** The buckets of the assembly by name. Their objects are kept when a later assembly has no such bucket. */
export class Buckets {
  private readonly directory: string;
  private readonly buckets = new Map<string, Bucket>();
  private readonly stores = new Map<string, ObjectStore>();

  /** @param directory gets one folder per bucket. */
  constructor(directory: string) {
    this.directory = directory;
  }

  /** Makes a bucket known, or takes over what a later assembly says of it. */
  define(bucket: Bucket): void {
    this.buckets.set(bucket.name, bucket);
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
