import { expect, it } from '@jest/globals';
import { endpoints } from '../cloud/endpoints.ts';

it.each(['/health', '/ready'])('%s says that the endpoint works', async (path) => {
  const answer = await fetch(`${endpoints().apiUrl}${path}`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ status: 'ok' });
});
