import { expect, it } from '@jest/globals';
import { ENV } from '../../schemas/environment.ts';
import { routesToStandIns } from './webhook-routes.ts';

const source = { secretArn: 'arn:secret', queueUrl: 'https://queue' };
const plaid = {
  ...source,
  family: 'bank',
  webhook: { source: 'plaid', scheme: 'plaid', secretKey: 'S', clientIdKey: 'C', apiUrlSetting: 'URL' },
  apiUrl: 'https://provider.example',
};
const stripe = { ...source, family: 'shop', webhook: { source: 'stripe', scheme: 'stripe', secretKey: 'S' } };
const environment = { [ENV.WEBHOOKS]: JSON.stringify([plaid, stripe]) };
const standIn = (family: string): Record<string, string> => (family === 'bank' ? { URL: 'http://127.0.0.1:1' } : {});
const routes = (led: Record<string, string>) => JSON.parse(led[ENV.WEBHOOKS] ?? '');

it('reads the keys of a provider from its stand-in', () => {
  const led = routesToStandIns(environment, standIn);
  expect(routes(led)).toEqual([{ ...plaid, apiUrl: 'http://127.0.0.1:1' }, stripe]);
});

it('reads the keys from the provider itself if there is no stand-in', () => {
  expect(routes(routesToStandIns(environment, () => ({})))).toEqual([plaid, stripe]);
});

it('changes nothing for a function that receives no events', () => {
  expect(routesToStandIns({ OTHER: 'x' }, () => ({}))).toEqual({});
});
