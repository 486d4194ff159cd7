import { createHash } from 'node:crypto';

/** The account and region that the local cloud stands for. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const PARTITION = 'aws';

/** ARN of a regional resource, e.g. `arnOf('lambda', 'function:front')`. */
export function arnOf(service: string, resource: string): string {
  return `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

/** ARN of an IAM resource, which has no region. */
export function iamArn(resource: string): string {
  return `arn:${PARTITION}:iam::${ACCOUNT}:${resource}`;
}

/** Letters and digits derived from `text`: the same text gives the same id on every start. */
export function stableId(text: string, length: number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const digest = createHash('sha256').update(text).digest();
  let id = '';
  for (const byte of digest.subarray(0, length)) id += alphabet[byte % alphabet.length];
  return id;
}

/** Name that CloudFormation would make up for a resource without one: stack, logical id, suffix; shortened from the front. */
export function generatedName(stack: string, logicalId: string, maxLength: number): string {
  const suffix = stableId(`${stack}/${logicalId}`, 12).toUpperCase();
  return `${`${stack}-${logicalId}`.slice(0, maxLength - suffix.length - 1)}-${suffix}`;
}
