import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bucketFiles } from './bucket-files.ts';

const client = (more: { useDualstackEndpoint?: boolean } = {}) =>
  new S3Client({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test', sessionToken: 'session' },
    ...more,
  });
const filesOf = (tenant: string, more = {}) => bucketFiles({ client: client(more), bucket: 'the-bucket' }, tenant);
const request = { key: 'reports/1/report.csv', seconds: 900, saveAs: 'my report.csv' };

const ENDPOINTS = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'] as const;
const before = ENDPOINTS.map((name) => [name, process.env[name]] as const);
const restore = () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
};
beforeEach(() => {
  for (const name of ENDPOINTS) delete process.env[name];
});
afterEach(restore);

describe('a link to a file', () => {
  it('leads to the host of the bucket and the folder of the tenant', async () => {
    const { url } = await filesOf('acme').link(request);
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin).toBe('https://the-bucket.s3.eu-central-1.amazonaws.com');
    expect(pathname).toBe('/acme/reports/1/report.csv');
    expect(searchParams.get('response-content-disposition')).toBe('attachment; filename="my_report.csv"');
    expect(searchParams.get('X-Amz-Security-Token')).toBe('session');
  });

  it('leads to the dual-stack host if the function uses dual-stack endpoints', async () => {
    const { url } = await filesOf('acme', { useDualstackEndpoint: true }).link(request);
    expect(new URL(url).host).toBe('the-bucket.s3.dualstack.eu-central-1.amazonaws.com');
  });

  it('leads to the endpoint that the environment names', async () => {
    process.env.AWS_ENDPOINT_URL_S3 = 'http://127.0.0.1:4566';
    const { url } = await filesOf('acme').link(request);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:4566\/the-bucket\/acme\/reports\/1\/report\.csv\?/);
  });

  it.each([
    [1, 60],
    [900, 900],
    [86_400, 3_600],
  ])('for %d seconds is valid for %d', async (seconds, given) => {
    const { url } = await filesOf('acme').link({ ...request, seconds });
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe(String(given));
  });

  it('stays in one folder if the name of the tenant has a slash', async () => {
    const { url } = await filesOf('acme/other').link(request);
    // The slash is encoded in the key, and the percent sign of that once more in the URL.
    expect(new URL(url).pathname).toBe('/acme%252Fother/reports/1/report.csv');
  });

  it.each(['../other/report.csv', '/report.csv', 'a//b', '', '.hidden'])('is refused for the key %j', async (key) => {
    await expect(filesOf('acme').link({ ...request, key })).rejects.toMatchObject({ code: 'E5001' });
  });
});
