import { expect, it } from '@jest/globals';
import { ENV } from '../../schemas/environment.ts';
import { routesToStandIns } from './webhook-routes.ts';

const where = { secretArn: 'arn:secret', queueUrl: 'https://queue' };
const plaid = {
  ...where,
  family: 'bank',
  webhook: { source: 'plaid', scheme: 'plaid', secretKey: 'S', clientIdKey: 'C', apiUrlSetting: 'URL' },
  apiUrl: 'https://provider.example',
};
const stripe = { ...where, family: 'shop', webhook: { source: 'stripe', scheme: 'stripe', secretKey: 'S' } };
const environment = { [ENV.WEBHOOKS]: JSON.stringify([plaid, stripe]) };
const standIn = (family: string): Record<string, string> => (family === 'bank' ? { URL: 'http://127.0.0.1:1' } : {});
const routes = (led: Record<string, string>) => JSON.parse(led[ENV.WEBHOOKS] ?? '');

it('keys of a provider are asked of its stand-in', () => {
  const led = routesToStandIns(environment, standIn);
  expect(routes(led)).toEqual([{ ...plaid, apiUrl: 'http://127.0.0.1:1' }, stripe]);
});

it('without a stand-in they are asked of the provider itself', () => {
  expect(routes(routesToStandIns(environment, () => ({})))).toEqual([plaid, stripe]);
});

it('a function that takes in no events is left as it is', () => {
  expect(routesToStandIns({ OTHER: 'x' }, () => ({}))).toEqual({});
});
