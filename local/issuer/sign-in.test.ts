import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestIssuer } from '../testing/issuer.ts';
import { API, claimsOf, cookiesOf, issuerClient, poolClient, testPool } from '../testing/issuer-client.ts';
import { PEOPLE } from './people.ts';

const ADA = PEOPLE[0];

let test: TestIssuer;
beforeEach(async () => {
  test = await TestIssuer.start();
});
afterEach(() => test.dispose());

const { authorize, locationOf, choose, register, redeem } = issuerClient(() => test.issuer.url);

describe('the scopes that a person ticks', () => {
  const PAY = `${API}/payments:write`;
  const scope = `openid ${API}/tools:list ${PAY}`;
  const granted = async (code: string | null) => {
    const { body } = await redeem(code ?? '');
    return String(claimsOf(body.access_token).scope).split(' ').sort();
  };
  beforeEach(() => {
    const { resources, ...made } = testPool();
    resources.set(API, [`${API}/tools:list`, PAY]);
    made.clients.set('people', poolClient('people', { scopes: [`${API}/tools:list`, PAY] }));
    made.descriptions.set(PAY, 'Payments: Make a payment. Moves money.');
    test.issuer.play({ ...made, resources });
  });

  it('are granted, and no others, and the next sign-in asks again', async () => {
    const person = ADA?.sub ?? '';
    const { sentTo, cookie } = await choose({ person }, { scope });
    expect(await granted(sentTo.searchParams.get('code'))).toEqual([`${API}/tools:list`]);
    const again = await choose({ person, ticked: ['tools:list', 'payments:write'], cookie }, { scope });
    expect(await granted(again.sentTo.searchParams.get('code'))).toEqual([PAY, `${API}/tools:list`]);
  });

  it('can be chosen by another person in the same browser', async () => {
    const { cookie } = await choose({ person: ADA?.sub ?? '' }, { scope });
    const { sentTo } = await choose({ person: PEOPLE[3]?.sub ?? '', cookie }, { scope });
    const { body } = await redeem(sentTo.searchParams.get('code') ?? '');
    expect(claimsOf(body.access_token).sub).toBe(PEOPLE[3]?.sub);
  });

  it('do not include one that the client did not request', async () => {
    const { sentTo } = await choose({ person: ADA?.sub ?? '', ticked: ['tools:list', 'payments:write'] });
    expect(await granted(sentTo.searchParams.get('code'))).toEqual([`${API}/tools:list`]);
  });

  it('are shown in words, with risky ones marked and unticked, for the client’s name and host', async () => {
    const redirect_uri = 'https://notes.example/callback';
    const { client_id } = await register({ client_name: 'Notes & <b>Co</b>', redirect_uris: [redirect_uri] });
    const asked = await authorize({ client_id, scope, redirect_uri });
    const page = await (await fetch(locationOf(asked), { headers: { cookie: cookiesOf(asked) } })).text();
    expect(page).toContain('Notes &#38; &#60;b&#62;Co&#60;/b&#62;');
    expect(page).toContain('<strong>notes.example</strong>');
    expect(page).not.toContain(client_id);
    expect(page).toMatch(/<h2>Payments<\/h2>\s*<label class="tick risky">/);
    expect(page).toContain(`value="${PAY}"> <span>Make a payment <em>Moves money</em>`);
    expect(page).toContain(`value="${API}/tools:list" checked>`);
  });

  it('are not granted if the person denies', async () => {
    const { sentTo } = await choose({ person: ADA?.sub ?? '', answer: 'deny' });
    expect(sentTo.searchParams.get('error')).toBe('access_denied');
    expect(sentTo.searchParams.get('code')).toBeNull();
  });
});
