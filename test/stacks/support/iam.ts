import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Template } from 'aws-cdk-lib/assertions';
import { ACCOUNT, resolver, type TemplateJson } from './resolve.ts';

/** A question to the simulator. */
export interface Question {
  /** Start of the logical id of the function that asks, e.g. `Front`. */
  readonly who: string;
  readonly action: string;
  /** ARN that is acted on. */
  readonly on: string;
  readonly context?: Record<string, string | string[]>;
}

/** The synthesized policies of all functions, open to questions. */
export interface Permissions {
  /** Logical ids of all functions. */
  readonly functions: string[];
  /** ARN of the one resource of this type whose logical id begins so. */
  arn(type: string, prefix: string): string;
  /** Whether the role of the function is allowed that. */
  may(question: Question): Promise<boolean>;
}

/** Takes the policies out of the synthesized templates; see resolve.ts for the ARNs that they then name. */
export function permissionsOf(stacks: {
  data: Template;
  platform: Template;
  audit?: Template;
  identity?: Template;
}): Permissions {
  const templates = [stacks.data, stacks.identity, stacks.audit, stacks.platform].flatMap((template) =>
    template ? [template.toJSON() as TemplateJson] : [],
  );
  const resolve = resolver(templates);
  const resources = templates.flatMap(({ Resources }) => Object.entries(Resources));

  const find = (type: string, prefix: string) => {
    const found = resources.filter(([id, resource]) => resource.Type === type && id.startsWith(prefix));
    const [only] = found;
    if (!only || found.length > 1) throw new Error(`${found.length} resources of type ${type} begin with ${prefix}.`);
    return only;
  };
  const arn = (type: string, prefix: string) => String(resolve({ 'Fn::GetAtt': [find(type, prefix)[0], 'Arn'] }));
  const policiesOf = (role: string) =>
    resources
      .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
      .filter(([, { Properties }]) => (resolve(Properties?.Roles) as string[]).includes(role))
      .map(([name, { Properties }]) => ({ name, policy: resolve(Properties?.PolicyDocument) }));

  /** A key is the one resource here with a policy of its own: without its consent no role may use it. */
  const keyPolicyOf = (on: string) => {
    const key = resources.find(([id, { Type }]) => Type === 'AWS::KMS::Key' && arn(Type, id) === on);
    return key && resolve(key[1].Properties?.KeyPolicy);
  };

  return {
    functions: resources.filter(([, { Type }]) => Type === 'AWS::Lambda::Function').map(([id]) => id),
    arn,
    may: async ({ who, action, on, context = {} }) => {
      const principal = String(resolve(find('AWS::Lambda::Function', who)[1].Properties?.Role));
      const simulation = await runSimulation(
        {
          request: { action, principal, resource: { accountId: ACCOUNT, resource: on }, contextVariables: context },
          identityPolicies: policiesOf(principal.split('/').at(-1) ?? ''),
          resourcePolicy: keyPolicyOf(on),
          serviceControlPolicies: [],
          resourceControlPolicies: [],
        },
        {},
      );
      if (simulation.resultType === 'error') throw new Error(simulation.errors.message);
      return simulation.overallResult === 'Allowed';
    },
  };
}
