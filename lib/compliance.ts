import { type App, Validations } from 'aws-cdk-lib';

/** Rule packs of cdk-nag that the stacks are held to beside AwsSolutions, by the prefix of their rules. */
type Pack = 'HIPAA.Security' | 'NIST.800.53.R5' | 'PCI.DSS.321' | 'Serverless';

/** A rule that the stacks do not follow, in the packs that have it, and the reason for an auditor. */
interface Exception {
  readonly rule: string;
  readonly packs: readonly Pack[];
  readonly reason: string;
  /** Part of the path of the constructs that the exception is for; default: all. */
  readonly at?: RegExp;
}

const ALL_BUT_SERVERLESS = ['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'] as const;
const HIPAA_AND_NIST = ['HIPAA.Security', 'NIST.800.53.R5'] as const;

/** Every exception from the compliance packs. What only one construct needs of AwsSolutions stands beside that construct. */
const EXCEPTIONS: readonly Exception[] = [
  {
    rule: 'APIGWCacheEnabledAndEncrypted',
    packs: ALL_BUT_SERVERLESS,
    reason: 'Answers depend on the caller, so the gateway keeps none; nothing is cached that could be encrypted.',
  },
  {
    rule: 'APIGWSSLEnabled',
    packs: ALL_BUT_SERVERLESS,
    reason: 'The gateway calls Lambda alone, by TLS and its IAM permission; a client certificate is for HTTP backends.',
  },
  {
    rule: 'CloudWatchAlarmAction',
    packs: HIPAA_AND_NIST,
    reason: 'The setting alarmTopicArn gives every alarm its actions; a stage without it is watched by its operator.',
  },
  {
    rule: 'CloudWatchLogGroupEncrypted',
    packs: ALL_BUT_SERVERLESS,
    reason:
      'CloudWatch encrypts every group; the setting logEncryption puts them under a key of the stage, as in prod.',
  },
  {
    rule: 'IAMNoInlinePolicy',
    packs: ALL_BUT_SERVERLESS,
    reason: 'A role has one policy that belongs to it alone; a managed policy could be attached to another role.',
  },
  {
    rule: 'LambdaConcurrency',
    packs: HIPAA_AND_NIST,
    reason:
      'Reservations take capacity from other functions of a small account; the stage limits rates (decision 0026).',
  },
  {
    rule: 'LambdaDLQ',
    packs: [...HIPAA_AND_NIST, 'Serverless'],
    reason:
      'Callers wait for the answer, or failures go to a destination, to which AWS advises instead of this setting.',
  },
  {
    rule: 'LambdaInsideVPC',
    packs: ALL_BUT_SERVERLESS,
    reason:
      'The functions reach AWS and public providers alone, through a guard of declared hosts; a VPC adds no barrier.',
  },
  {
    rule: 'S3BucketLoggingEnabled',
    packs: ALL_BUT_SERVERLESS,
    reason:
      'Access logs are best effort and need an open bucket; the CloudTrail of the account records access to objects.',
  },
  {
    rule: 'S3BucketReplicationEnabled',
    packs: ALL_BUT_SERVERLESS,
    reason: 'Sealed objects are locked in three zones; results and files are made again. A second region is a choice.',
  },
  {
    rule: 'S3BucketVersioningEnabled',
    packs: ALL_BUT_SERVERLESS,
    reason:
      'Results and downloads are deleted after days and can be made again; versions would keep personal data longer.',
    at: /AuditQuery\/Results\/|\/Files\/Bucket\//,
  },
  {
    rule: 'SecretsManagerRotationEnabled',
    packs: HIPAA_AND_NIST,
    reason:
      'Providers have no API that renews credentials; signing keys and the master key rotate by versions of their own.',
  },
  {
    rule: 'SecretsManagerUsingKMSKey',
    packs: ALL_BUT_SERVERLESS,
    reason:
      'The AWS managed key encrypts them; each role reads the secrets that it names, so a key of ours adds no limit.',
  },
  {
    rule: 'VPCSubnetAutoAssignPublicIpDisabled',
    packs: ALL_BUT_SERVERLESS,
    reason:
      'Subnets of functions give out IPv6 behind an egress-only gateway, which lets no connection in, and no IPv4.',
    at: /\/FunctionsSubnet\d\//,
  },
  {
    rule: 'LambdaAsyncFailureDestination',
    packs: ['Serverless'],
    reason:
      'A failed renewal of a cached answer is made by the next call; a destination would store the caller’s arguments.',
    at: /\/CacheRenewer\//,
  },
  {
    rule: 'LambdaEventSourceMappingDestination',
    packs: ['Serverless'],
    reason: 'For queues Lambda has no destination: failed events go to the dead letters of the queue, with an alarm.',
    at: /\/SqsEventSource:/,
  },
  {
    rule: 'SQSRedrivePolicy',
    packs: ['Serverless'],
    reason: 'Queues of events have one; the others are queues of dead letters themselves, which a person empties.',
    at: /\/DeadLetters\//,
  },
];

/** Acknowledges the exceptions from the compliance packs, which test/stacks/nag.test.ts runs. */
export function acknowledgeExceptions(app: App): void {
  for (const { rule, packs, reason, at } of EXCEPTIONS) {
    const scopes = at ? app.node.findAll().filter(({ node }) => at.test(node.path)) : [app];
    for (const scope of scopes) {
      for (const pack of packs) Validations.of(scope).acknowledge({ id: `${pack}::${pack}-${rule}`, reason });
    }
  }
}
