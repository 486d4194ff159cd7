import { ACCOUNT } from '../account.ts';
import { AwsError, type AwsService } from './service.ts';

/** STS: GetCallerIdentity, which needs no right. */
export const stsService: AwsService = {
  protocol: 'query',
  async handle({ identity, body, response }) {
    const action = new URLSearchParams(body.toString()).get('Action');
    if (action !== 'GetCallerIdentity')
      throw new AwsError('InvalidAction', `The local cloud does not offer sts:${action}.`);
    const result = `<Arn>${identity.arn}</Arn><UserId>${identity.arn.split('/').at(-1)}</UserId><Account>${ACCOUNT}</Account>`;
    response
      .writeHead(200, { 'content-type': 'text/xml' })
      .end(
        `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
  },
};
