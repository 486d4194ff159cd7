/**
 * Stands in for `@aws-sdk/credential-provider-node` in bundles. Lambda hands a function its credentials in the
 * environment; the SDK's other sources (profiles, SSO, metadata services) would be 100 kB that are never used.
 */
export const defaultProvider = () => async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new Error(
      'The environment holds no AWS credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are needed.',
    );
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN,
  };
};
