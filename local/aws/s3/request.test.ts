import { describe, expect, it } from '@jest/globals';
import { parseS3Request } from './request.ts';

const parse = (url: string, headers: Record<string, string> = {}) => parseS3Request({ method: 'GET', url, headers });

describe('a request to S3', () => {
  it.each([
    ['127.0.0.1:4599', '/b/a/k', 'b', 'a/k'],
    ['127.0.0.1:4599', '/b', 'b', ''],
    ['127.0.0.1:4599', '/b/', 'b', ''],
    ['127.0.0.1:4599', '/b/x/../y//z%2Fw%20+', 'b', 'x/../y//z/w +'],
    ['my.bucket.localhost:4599', '/a/k', 'my.bucket', 'a/k'],
    ['b.s3.us-east-1.amazonaws.com', '/k', 'b', 'k'],
    ['b.s3.dualstack.us-east-1.amazonaws.com', '/', 'b', ''],
    ['s3.us-east-1.amazonaws.com', '/b/k', 'b', 'k'],
  ])('to %s%s means the object of its bucket', (host, url, bucket, key) => {
    expect(parse(url, { host })).toMatchObject({ bucket, key });
  });

  it('takes headers from a presigned URL unless it sends them itself', () => {
    const { headers, query } = parse('/b/k?X-Amz-Acl=private&versionId=v&x-amz-meta-a=url', {
      host: '127.0.0.1',
      'x-amz-meta-a': 'sent',
    });
    expect(headers).toMatchObject({ 'x-amz-acl': 'private', 'x-amz-meta-a': 'sent' });
    expect(query.get('versionId')).toBe('v');
  });

  it('is refused if its path cannot be decoded', () => {
    expect(() => parse('/b/%FF')).toThrow(expect.objectContaining({ code: 'InvalidURI' }));
  });
});
