import { expect, it } from '@jest/globals';
import { presignGet } from './presign.ts';

const example = {
  url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
  region: 'us-east-1',
  identity: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  expiresSeconds: 86_400,
  now: Date.parse('2013-05-24T00:00:00Z'),
};

it('gives the signature of the example in the S3 API reference', () => {
  const signature = new URL(presignGet(example)).searchParams.get('X-Amz-Signature');
  expect(signature).toBe('aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
});

it('signs the parameters of the request and the session token', () => {
  const url = new URL(
    'https://b.s3.amazonaws.com/t/a%20b.csv?response-content-disposition=attachment%3B%20filename%3D%22a%22',
  );
  const signed = new URL(
    presignGet({ ...example, url, identity: { ...example.identity, sessionToken: 'session+1=' } }),
  );
  expect(signed.pathname).toBe('/t/a%20b.csv');
  expect(Object.fromEntries(signed.searchParams)).toMatchObject({
    'response-content-disposition': 'attachment; filename="a"',
    'X-Amz-Security-Token': 'session+1=',
    'X-Amz-SignedHeaders': 'host',
  });
});
