import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApi } from '../testing/api.ts';
import { lambda, role } from '../testing/assembly.ts';
import { TestCloud } from '../testing/cloud.ts';

const ECHO = `
export const handler = async ({ path, requestContext }) => ({
  statusCode: 200, body: JSON.stringify({ path, full: requestContext.path, url: process.env.URL }),
});`;

const test = new TestCloud();
beforeAll(async () => {
  const api = new TestApi().method('GET', '/open', { target: 'Echo' });
  const URL = { 'Fn::Sub': `https://$${'{Api}'}.execute-api.us-east-1.amazonaws.com/live` };
  await test.start(
    {
      code: { Echo: ECHO },
      resources: {
        Role: role(),
        Echo: lambda('Echo', ECHO, 'Role', { Environment: { Variables: { URL } } }),
        ...api.resources,
      },
    },
    { urlForm: 'stage' },
  );
});
afterAll(() => test.dispose());

const get = async (url: string) => {
  const answer = await fetch(url);
  return { status: answer.status, body: JSON.parse(await answer.text()) };
};

describe('the URL that AWS gives to a stage', () => {
  it('has the stage in its path, which functions see in the request context alone', async () => {
    const { apiUrl } = test.cloud;
    expect(apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/live$/);
    expect(await get(`${apiUrl}/open`)).toEqual({
      status: 200,
      body: { path: '/open', full: '/live/open', url: apiUrl },
    });
  });

  it('answers Forbidden to paths outside the stage, such as well-known URLs at the root', async () => {
    const origin = new URL(test.cloud.apiUrl).origin;
    for (const path of ['/open', '/.well-known/oauth-protected-resource/live/mcp', '/lively/open'])
      expect(await get(`${origin}${path}`)).toEqual({ status: 403, body: { message: 'Forbidden' } });
  });

  it('refuses unknown paths within the stage as the API itself does', async () => {
    for (const path of ['', '/', '/unknown'])
      expect(await get(`${test.cloud.apiUrl}${path}`)).toEqual({
        status: 403,
        body: { message: 'Missing Authentication Token' },
      });
  });
});
