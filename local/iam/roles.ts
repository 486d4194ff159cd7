import { StartError } from '../start-error.ts';
import { type AccessRequest, type Decision, evaluate } from './evaluate.ts';
import { type Policy, parsePolicy } from './policy.ts';

/** Actions of the AWS managed policies that templates may name (AWS managed policy reference). */
const MANAGED: Record<string, string[]> = {
  AWSLambdaBasicExecutionRole: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  AWSLambdaVPCAccessExecutionRole: [
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  AWSXRayDaemonWriteAccess: [
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ],
  AmazonAPIGatewayPushToCloudWatchLogs: ['logs:*'],
};

type Role = { identity: Map<string, Policy>; boundary?: string; trust: Policy };

/** The roles of the assembly with the policies that were attached to them. */
export class Roles {
  private readonly roles = new Map<string, Role>();
  private readonly managed = new Map<string, Policy>();

  create(name: string, trust: unknown): void {
    this.roles.set(name, { identity: new Map(), trust: parsePolicy(`trust of ${name}`, trust) });
  }

  attach(name: string, policyName: string, document: unknown): void {
    this.role(name).identity.set(policyName, parsePolicy(policyName, document));
  }

  /** Makes a customer-managed policy known under its ARN. */
  define(arn: string, document: unknown): void {
    this.managed.set(arn, parsePolicy(arn, document));
  }

  /** @throws StartError for a managed policy of AWS whose text the local cloud does not have. */
  attachManaged(name: string, arn: string): void {
    this.role(name).identity.set(arn, this.managedPolicy(arn));
  }

  bound(name: string, arn: string): void {
    this.managedPolicy(arn);
    this.role(name).boundary = arn;
  }

  /** Whether a service, e.g. `lambda.amazonaws.com`, may assume the role. */
  trusts(name: string, service: string): boolean {
    const { trust } = this.role(name);
    return trust.statements.some(
      ({ effect, principals }) => effect === 'Allow' && (principals?.Service ?? []).includes(service),
    );
  }

  decide(name: string, request: AccessRequest): Decision {
    const role = this.roles.get(name);
    if (!role) return 'not allowed';
    const decision = evaluate(request, [...role.identity.values()]);
    if (decision !== 'allowed' || role.boundary === undefined) return decision;
    return evaluate(request, [this.managedPolicy(role.boundary)]);
  }

  private role(name: string): Role {
    const role = this.roles.get(name);
    if (!role) throw new StartError(`A policy is attached to the role ${name}, which the assembly does not create.`);
    return role;
  }

  private managedPolicy(arn: string): Policy {
    const own = this.managed.get(arn);
    if (own) return own;
    const name = arn.split('/').at(-1) ?? arn;
    const actions = MANAGED[name];
    if (!actions) throw new StartError(`The managed policy ${arn} is not one that the local cloud knows.`);
    return parsePolicy(name, { Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });
  }
}
