import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checksum } from './checksums.ts';
import type { Retention } from './object-lock.ts';

/** One version of an object, or a delete marker. */
export type ObjectVersion = {
  key: string;
  /** `null` in a bucket without versioning. */
  versionId: string;
  /** Later versions have higher numbers. */
  sequence: number;
  /** ISO date, whole seconds, as HTTP dates have it. */
  modifiedAt: string;
  deleteMarker: boolean;
  size: number;
  /** Without quotation marks. */
  etag: string;
  /** Headers that come back with the object: content type, user metadata and the like. */
  headers: Record<string, string>;
  encryption?: { algorithm: string; kmsKeyArn?: string };
  checksum?: Checksum;
  retention?: Retention;
  legalHold?: boolean;
  /** File of the content. */
  file?: string;
};

export type NewVersion = Omit<ObjectVersion, 'versionId' | 'sequence' | 'modifiedAt' | 'file'>;

/**
 * The versions of all objects of one bucket: content and description are files, the latter written last, so that a
 * killed run leaves a version whole or not at all. The descriptions are also in memory.
 */
export class ObjectStore {
  private readonly directory: string;
  /** Key → versions, newest first. */
  private readonly objects = new Map<string, ObjectVersion[]>();
  private sequence = 0;

  constructor(directory: string) {
    this.directory = directory;
    mkdirSync(directory, { recursive: true });
    this.load();
  }

  /** Keys in the order of their bytes, as S3 lists them. */
  keys(): string[] {
    return [...this.objects.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  /** Newest first, delete markers included. */
  versions(key: string): readonly ObjectVersion[] {
    return this.objects.get(key) ?? [];
  }

  /** The current version; undefined if the newest is a delete marker. */
  current(key: string): ObjectVersion | undefined {
    const [newest] = this.versions(key);
    return newest?.deleteMarker ? undefined : newest;
  }

  find(key: string, versionId: string): ObjectVersion | undefined {
    return this.versions(key).find((version) => version.versionId === versionId);
  }

  /** Adds a version on top; in a bucket without versioning it replaces the one before. */
  add(version: NewVersion, body: Buffer, versioned: boolean): ObjectVersion {
    this.sequence += 1;
    const added: ObjectVersion = {
      ...version,
      versionId: versioned ? randomBytes(24).toString('base64url') : 'null',
      sequence: this.sequence,
      modifiedAt: new Date(Math.floor(Date.now() / 1_000) * 1_000).toISOString(),
      file: version.deleteMarker ? undefined : `${randomUUID()}.bin`,
    };
    if (added.file) writeFileSync(join(this.directory, added.file), body, { mode: 0o600 });
    this.describe(added);
    const before = this.versions(added.key);
    const replaced = before.filter(({ versionId }) => versionId === added.versionId);
    this.objects.set(added.key, [added, ...before.filter((one) => !replaced.includes(one))]);
    for (const one of replaced) this.erase(one);
    return added;
  }

  /** Stores another retention or legal hold of a version. */
  change(version: ObjectVersion, lock: Pick<ObjectVersion, 'retention' | 'legalHold'>): void {
    Object.assign(version, lock);
    this.describe(version);
  }

  /** Deletes a version permanently. */
  remove(version: ObjectVersion): void {
    const left = this.versions(version.key).filter((one) => one !== version);
    if (left.length > 0) this.objects.set(version.key, left);
    else this.objects.delete(version.key);
    this.erase(version);
  }

  body({ file }: ObjectVersion): Buffer {
    return file === undefined ? Buffer.alloc(0) : readFileSync(join(this.directory, file));
  }

  private describe(version: ObjectVersion): void {
    const path = join(this.directory, descriptionOf(version));
    writeFileSync(`${path}.tmp`, JSON.stringify(version), { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  }

  /** The description goes first: content without one is swept away at the next start. */
  private erase(version: ObjectVersion): void {
    rmSync(join(this.directory, descriptionOf(version)), { force: true });
    if (version.file) rmSync(join(this.directory, version.file), { force: true });
  }

  private load(): void {
    const files = readdirSync(this.directory);
    const found = files
      .filter((file) => file.endsWith('.json'))
      .map((file): ObjectVersion => JSON.parse(readFileSync(join(this.directory, file), 'utf8')))
      .sort((a, b) => b.sequence - a.sequence);
    const known = new Set<string | undefined>();
    for (const version of found) {
      const versions = this.versions(version.key);
      if (versions.some(({ versionId }) => versionId === version.versionId)) {
        this.erase(version);
        continue;
      }
      this.objects.set(version.key, [...versions, version]);
      known.add(version.file).add(descriptionOf(version));
    }
    this.sequence = found[0]?.sequence ?? 0;
    for (const file of files) if (!known.has(file)) rmSync(join(this.directory, file), { force: true });
  }
}

function descriptionOf({ sequence }: ObjectVersion): string {
  return `${String(sequence).padStart(12, '0')}.json`;
}
