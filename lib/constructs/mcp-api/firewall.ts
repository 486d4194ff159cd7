import { Stack } from 'aws-cdk-lib';
import type { Stage as ApiStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { ManagedFirewall } from '../../settings/firewall.ts';
import type { Settings } from '../../settings.ts';
import { StageLogGroup } from '../stage-log-group.ts';

/**
 * AWS's own rule groups. Rules on the body only count: bodies may have 1 MB here, and arguments of tools are data of any
 * kind, such as markup or addresses, which the guards of front check against the schema of the tool.
 */
const GROUPS: readonly { readonly name: string; readonly countOnly: readonly string[] }[] = [
  {
    name: 'AWSManagedRulesCommonRuleSet',
    countOnly: [
      'SizeRestrictions_BODY',
      'CrossSiteScripting_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
      'EC2MetaDataSSRF_BODY',
    ],
  },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet', countOnly: [] },
  { name: 'AWSManagedRulesAmazonIpReputationList', countOnly: [] },
];

/** Paths that need no credential, after the stage if the URL has one. Webhooks are left out: providers send in bursts. */
const OPEN_PATHS = '^(/[a-z0-9-]+)?/(mcp/public|oauth/|\\.well-known/|health|ready|api/v1/auth/)';

export interface FirewallProps {
  readonly settings: Settings;
  readonly firewall: ManagedFirewall;
  /** The stage of the API that the firewall protects. */
  readonly stage: ApiStage;
}

/** AWS WAF before the API. Blocked and counted requests are logged without their credential. */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, { settings, firewall, stage }: FirewallProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'Acl', {
      name: `manifold-${settings.stage}`,
      description: `API of Manifold, stage ${settings.stage}`,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('Acl'),
      rules: [
        rateRule('EachAddress', 0, { limit: firewall.requestsPerAddress }),
        rateRule('EachAddressOnOpenPaths', 1, {
          limit: firewall.openRequestsPerAddress,
          scopeDownStatement: {
            regexMatchStatement: {
              regexString: OPEN_PATHS,
              fieldToMatch: { uriPath: {} },
              textTransformations: [{ priority: 0, type: 'LOWERCASE' }],
            },
          },
        }),
        ...GROUPS.map((group, index) => managedRules(group, index + 2)),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', { resourceArn: stage.stageArn, webAclArn: acl.attrArn });
    this.logTo(acl, settings);
  }

  private logTo(acl: CfnWebACL, settings: Settings): void {
    const logs = new StageLogGroup(this, 'Logs', {
      settings,
      // WAF writes only to groups whose name begins with this.
      logGroupName: `aws-waf-logs-manifold-${settings.stage}`,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [
        // Without the `:*` that the ARN of a log group has elsewhere.
        Stack.of(this).formatArn({ service: 'logs', resource: `log-group:${logs.logGroupName}` }),
      ],
      redactedFields: [{ singleHeader: { Name: 'authorization' } }],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }, { ActionCondition: { Action: 'COUNT' } }],
          },
        ],
      },
    });
  }
}

const visibility = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  // Samples contain whole requests.
  sampledRequestsEnabled: false,
  metricName,
});

function rateRule(
  name: string,
  priority: number,
  { limit, scopeDownStatement }: { limit: number; scopeDownStatement?: CfnWebACL.StatementProperty },
): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    action: { block: { customResponse: { responseCode: 429 } } },
    visibilityConfig: visibility(name),
    statement: {
      rateBasedStatement: { aggregateKeyType: 'IP', evaluationWindowSec: 300, limit, scopeDownStatement },
    },
  };
}

function managedRules({ name, countOnly }: (typeof GROUPS)[number], priority: number): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    visibilityConfig: visibility(name),
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
  };
}
