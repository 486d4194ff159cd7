import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sandbox from '../../../../sandboxes/kyc/sandbox.ts';
import { type FamilyHarness, openFamilyHarness } from '../../../../test/support/family-harness.ts';
import family from '../family.ts';
import { download } from './download.ts';

const SECRET = 'X-Amz-Signature=5ec3e7';
let harness: FamilyHarness;
let store: Server;
let host: string;
beforeAll(async () => {
  harness = await openFamilyHarness(family, { sandbox });
  store = createServer((request, response) => {
    const [path] = (request.url ?? '').split('?');
    if (path === '/good') response.end('<xml/>');
    else if (path === '/large') response.end(Buffer.alloc(4_000_001));
    else if (path === '/expired') response.writeHead(403).end('AccessDenied');
    else if (path === '/broken') response.writeHead(500).end();
    else if (path === '/moved') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    else request.destroy();
  });
  await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(store.address() as AddressInfo).port}`;
});
afterAll(async () => {
  store.closeAllConnections();
  store.close();
  await harness.stop();
});

const fetchFile = (path: string, hosts = host) =>
  download(harness.call({ settings: { KYC_DOCUMENT_HOSTS: hosts } }), `http://${host}${path}?${SECRET}`);

describe('download', () => {
  it('returns the bytes', async () => {
    expect((await fetchFile('/good')).toString()).toBe('<xml/>');
  });

  it.each([
    ['/large', 'E4004'],
    ['/expired', 'E4008'],
    ['/broken', 'E4004'],
    ['/moved', 'E4004'],
    ['/dropped', 'E4001'],
  ])('of %s is %s, and the address is not in the error', async (path, code) => {
    const error = await fetchFile(path).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(String((error as Error).stack)).not.toContain(SECRET);
    expect((error as Error).cause).toBeUndefined();
  });

  it('from an undeclared host is refused, and the error names the setting for operators', async () => {
    await expect(fetchFile('/good', '*.s3.ap-south-1.amazonaws.com')).rejects.toMatchObject({
      code: 'E5001',
      message: expect.stringContaining('KYC_DOCUMENT_HOSTS'),
    });
  });

  it('without TLS is refused, except from this machine', async () => {
    const call = harness.call({ settings: { KYC_DOCUMENT_HOSTS: 'files.example.com' } });
    await expect(download(call, 'http://files.example.com/x')).rejects.toMatchObject({ code: 'E4004' });
  });
});
