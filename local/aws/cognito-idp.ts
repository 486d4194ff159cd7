import type { PasswordSignIn } from '../issuer/password-sign-in.ts';
import type { SignedIn } from '../issuer/sign-in-tokens.ts';
import { AwsError, answerJson, type OpenAwsService } from './service.ts';

type Input = Record<string, unknown>;
type Operation = (signIn: PasswordSignIn, input: Input) => Promise<unknown>;

/** The operations of Cognito that a public client calls; none of them is signed, the credential is in the body. */
const OPERATIONS: Record<string, Operation> = {
  async InitiateAuth(signIn, { AuthFlow, ClientId, AuthParameters }) {
    if (AuthFlow !== 'USER_PASSWORD_AUTH') {
      throw new AwsError('InvalidParameterException', `The local cloud does not offer the flow ${AuthFlow}.`);
    }
    const { USERNAME, PASSWORD } = Object(AuthParameters) as Input;
    const begun = await signIn.begin({
      clientId: text(ClientId, 'ClientId'),
      username: text(USERNAME, 'USERNAME'),
      password: text(PASSWORD, 'PASSWORD'),
    });
    if (!('challenge' in begun)) return { AuthenticationResult: resultOf(begun), ChallengeParameters: {} };
    const { challenge, session, userId } = begun;
    return { ChallengeName: challenge, Session: session, ChallengeParameters: { USER_ID_FOR_SRP: userId } };
  },
  async RespondToAuthChallenge(signIn, { ChallengeName, ClientId, Session, ChallengeResponses }) {
    if (ChallengeName !== 'SOFTWARE_TOKEN_MFA') {
      throw new AwsError('InvalidParameterException', `The local cloud does not ask the challenge ${ChallengeName}.`);
    }
    const { USERNAME, SOFTWARE_TOKEN_MFA_CODE } = Object(ChallengeResponses) as Input;
    const signedIn = await signIn.answer({
      clientId: text(ClientId, 'ClientId'),
      session: text(Session, 'Session'),
      username: text(USERNAME, 'USERNAME'),
      code: text(SOFTWARE_TOKEN_MFA_CODE, 'SOFTWARE_TOKEN_MFA_CODE'),
    });
    return { AuthenticationResult: resultOf(signedIn), ChallengeParameters: {} };
  },
  async GetTokensFromRefreshToken(signIn, { RefreshToken, ClientId }) {
    const input = { clientId: text(ClientId, 'ClientId'), refreshToken: text(RefreshToken, 'RefreshToken') };
    return { AuthenticationResult: resultOf(await signIn.refresh(input)) };
  },
  async RevokeToken(signIn, { Token, ClientId }) {
    signIn.tokens.revoke(text(ClientId, 'ClientId'), text(Token, 'Token'));
    return {};
  },
  async GetUser(signIn, { AccessToken }) {
    const { sub, email, name, tenant, tier } = await signIn.tokens.personOf(text(AccessToken, 'AccessToken'));
    const attributes = { sub, email, email_verified: 'true', name, 'custom:tenant': tenant, 'custom:tier': tier };
    return {
      Username: sub,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
    };
  },
};

/** Cognito user pools (`cognito-idp`), as far as people sign in by its API; the local issuer knows them. */
export function cognitoService(directory: () => PasswordSignIn | undefined): OpenAwsService {
  return {
    protocol: 'json-1.1',
    async handle({ headers, body, response }) {
      const name = String(headers['x-amz-target']).split('.').at(-1) ?? '';
      const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
      if (!operation)
        throw new AwsError('UnknownOperationException', `The local cloud does not offer cognito-idp:${name}.`);
      const signIn = directory();
      if (!signIn) throw new AwsError('ResourceNotFoundException', 'The assembly has no user pool.');
      answerJson(response, await operation(signIn, JSON.parse(body.toString())));
    },
  };
}

function resultOf({ accessToken, idToken, refreshToken, expiresIn }: SignedIn) {
  return {
    AccessToken: accessToken,
    IdToken: idToken,
    RefreshToken: refreshToken,
    ExpiresIn: expiresIn,
    TokenType: 'Bearer',
  };
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new AwsError('InvalidParameterException', `Missing required parameter ${name}`);
}
