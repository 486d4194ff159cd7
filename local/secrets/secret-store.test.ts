import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JsonFile } from '../state/json-file.ts';
import { type Secret, SecretStore } from './secret-store.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let store: SecretStore;
let secret: Secret;
let count = 0;
beforeEach(() => {
  count += 1;
  store = new SecretStore(new JsonFile(join(folder, `${count}.json`), {}));
  secret = store.ensure({ name: 'signing-keys', tags: new Map() }, () => 'first');
});

const TOKEN = 'a'.repeat(64);

describe('a version whose id the client chooses', () => {
  it('becomes the current one', () => {
    expect(store.put(secret, 'second', TOKEN)).toBe(TOKEN);
    expect(store.read(secret)).toMatchObject({ value: 'second', versionId: TOKEN });
    expect(store.read(secret, { stage: 'AWSPREVIOUS' }).value).toBe('first');
  });

  it('changes nothing if it is put again with the same value', () => {
    store.put(secret, 'second', TOKEN);
    expect(store.put(secret, 'second', TOKEN)).toBe(TOKEN);
    expect(store.read(secret, { stage: 'AWSPREVIOUS' }).value).toBe('first');
  });

  it('is refused with another value', () => {
    store.put(secret, 'second', TOKEN);
    expect(() => store.put(secret, 'third', TOKEN)).toThrow(
      expect.objectContaining({ code: 'ResourceExistsException' }),
    );
    expect(store.read(secret).value).toBe('second');
  });
});
