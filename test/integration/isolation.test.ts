import { describe, expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';
import { logs } from './support/control.ts';
import { callTool } from './support/endpoint.ts';

describe('a family', () => {
  it('cannot read the secret of another family, and the attempt is logged', async () => {
    const secretId = endpoints().secrets.kyc ?? '';
    expect(secretId).not.toBe('');
    const result = await callTool('read_secret', { secretId });
    expect(result.structuredContent.answer).toMatch(
      /^AccessDeniedException: User: arn:aws:sts::\d{12}:assumed-role\/\S*harness\S* is not authorized to perform: secretsmanager:GetSecretValue/,
    );
    const denied = await logs('denied');
    expect(denied.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/harness.*secretsmanager:GetSecretValue/),
    );
  });
});
