import { REGION } from '../account.ts';
import { AwsError, type AwsService } from '../aws/service.ts';

/** The errors with which a service refuses a signature. */
export type Refusals = {
  missing(): AwsError;
  malformed(problem: string): AwsError;
  unknownKey(): AwsError;
  token(): AwsError;
  region(given: string): AwsError;
  service(expected: string): AwsError;
  date(given: string, expected: string): AwsError;
  /** @param early whether the request is signed for a later time */
  skew(signedAt: string, early: boolean): AwsError;
  unsigned(header: string): AwsError;
  signature(): AwsError;
};

const MISMATCH = 'The request signature we calculated does not match the signature you provided.';

/** S3 API Reference, "Error responses". */
const S3: Refusals = {
  missing: () => new AwsError('AccessDenied', 'Access Denied', 403),
  malformed: (problem) =>
    new AwsError('AuthorizationHeaderMalformed', `The authorization header is malformed; ${problem}`, 400),
  unknownKey: () =>
    new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403),
  token: () => new AwsError('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400),
  region: (given) =>
    new AwsError(
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${given}' is wrong; expecting '${REGION}'`,
      400,
      { Region: REGION },
    ),
  service: (expected) => S3.malformed(`incorrect service. This endpoint belongs to "${expected}".`),
  date: (given) => S3.malformed(`Invalid credential date "${given}". This date is not the same as X-Amz-Date.`),
  skew: () =>
    new AwsError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
    ),
  unsigned: (header) =>
    new AwsError('AccessDenied', 'There were headers present in the request which were not signed', 403, {
      HeadersNotSigned: header,
    }),
  signature: () => new AwsError('SignatureDoesNotMatch', `${MISMATCH} Check your key and signing method.`, 403),
};

/** The errors of the other services; those of the query protocol have names of their own. */
function refusalsOf(protocol: AwsService['protocol']): Refusals {
  const status = protocol.startsWith('json') ? 400 : 403;
  const isQuery = protocol === 'query';
  const invalid = (message: string) =>
    new AwsError(isQuery ? 'SignatureDoesNotMatch' : 'InvalidSignatureException', message, status);
  const incomplete = (message: string) =>
    new AwsError(isQuery ? 'IncompleteSignature' : 'IncompleteSignatureException', message, 400);
  const unknown = () =>
    new AwsError(
      isQuery ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      status,
    );
  return {
    missing: () =>
      new AwsError(
        isQuery ? 'MissingAuthenticationToken' : 'MissingAuthenticationTokenException',
        'Missing Authentication Token',
        status,
      ),
    malformed: incomplete,
    unknownKey: unknown,
    token: unknown,
    region: () => invalid('Credential should be scoped to a valid region.'),
    service: (expected) => invalid(`Credential should be scoped to correct service: '${expected}'.`),
    date: (given, expected) =>
      invalid(
        `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${given}' != '${expected}'.`,
      ),
    skew: (signedAt, early) =>
      invalid(
        early
          ? `Signature not yet current: ${signedAt} is still later than the time of AWS plus 5 min.`
          : `Signature expired: ${signedAt} is now earlier than the time of AWS minus 5 min.`,
      ),
    unsigned: (header) => invalid(`'${header}' must be a 'SignedHeader' in the AWS Authorization.`),
    signature: () =>
      invalid(
        `${MISMATCH} Check your AWS Secret Access Key and signing method. Consult the service documentation for details.`,
      ),
  };
}

export function refusals(service: string, protocol: AwsService['protocol']): Refusals {
  return service === 's3' ? S3 : refusalsOf(protocol);
}
