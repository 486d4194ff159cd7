import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { build, synthesize } from './support/synthesize.ts';

const ACL = 'AWS::WAFv2::WebACL';
const built = build({ stage: 'prod' });
const assembly = built.app.synth();
const prod = Template.fromStack(built.platform);
const [acl] = Object.values(prod.findResources(ACL));

interface Rule {
  Name: string;
  Action?: object;
  Statement: {
    RateBasedStatement?: { ScopeDownStatement?: { RegexMatchStatement: { RegexString: string } } };
    ManagedRuleGroupStatement?: { RuleActionOverrides: { Name: string; ActionToUse: object }[] };
  };
}
const rules: Rule[] = acl?.Properties.Rules;
const ruleNamed = (name: string) => rules.find(({ Name }) => Name === name);

describe('the firewall of a production stage', () => {
  it('protects the stage of the API', () => {
    prod.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: Match.objectLike({ 'Fn::Join': Match.anyValue() }),
      WebACLArn: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] },
    });
    prod.hasResourceProperties(ACL, { Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
  });

  it('applies the rule groups of AWS and only counts what their rules find in bodies', () => {
    expect(rules.map(({ Name }) => Name).filter((name) => name.startsWith('AWS'))).toEqual([
      'AWSManagedRulesCommonRuleSet',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesAmazonIpReputationList',
    ]);
    const overrides =
      ruleNamed('AWSManagedRulesCommonRuleSet')?.Statement.ManagedRuleGroupStatement?.RuleActionOverrides;
    expect(overrides).toContainEqual({ Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } });
    expect(overrides?.filter(({ Name }) => !Name.endsWith('_BODY'))).toEqual([]);
  });

  it('answers 429 to an address that sends too much, sooner on paths without a credential', () => {
    const [all, open] = ['EachAddress', 'EachAddressOnOpenPaths'].map(ruleNamed);
    for (const rule of [all, open]) {
      expect(rule?.Action).toEqual({ Block: { CustomResponse: { ResponseCode: 429 } } });
    }
    expect(all?.Statement.RateBasedStatement).toMatchObject({ AggregateKeyType: 'IP', Limit: 3_000 });
    expect(open?.Statement.RateBasedStatement).toMatchObject({ AggregateKeyType: 'IP', Limit: 300 });
  });

  it.each([
    ['/mcp/public', true],
    ['/prod/mcp/public', true],
    ['/.well-known/oauth-protected-resource/mcp', true],
    ['/oauth/register', true],
    ['/api/v1/auth/token', true],
    ['/mcp', false],
    ['/prod/mcp', false],
    ['/webhooks/payments/stripe', false],
    ['/api/v1/admin/keys', false],
  ])('takes %s for a path without a credential: %s', (path, isOpen) => {
    const open = ruleNamed('EachAddressOnOpenPaths')?.Statement.RateBasedStatement?.ScopeDownStatement;
    expect(new RegExp(open?.RegexMatchStatement.RegexString ?? '^$').test(path)).toBe(isOpen);
  });

  it('logs blocked and counted requests without their credential, as long as other logs are kept', () => {
    prod.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: [{ SingleHeader: { Name: 'authorization' } }],
      LoggingFilter: Match.objectLike({ DefaultBehavior: 'DROP' }),
    });
    prod.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: 'aws-waf-logs-manifold-prod',
      RetentionInDays: 365,
    });
  });

  it('meets the AwsSolutions rules', () => {
    const { pluginReports } = JSON.parse(readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8'));
    expect(
      pluginReports.find(({ pluginName }: { pluginName: string }) => pluginName === 'AwsSolutions').violations,
    ).toEqual([]);
  });
});

describe('the setting of the firewall', () => {
  it('leaves development stages without one', () => {
    synthesize().platform.resourceCountIs(ACL, 0);
  });

  it('takes other limits', () => {
    const environment = { MANIFOLD_FIREWALL: '{"kind":"managed","requestsPerAddress":500}' };
    synthesize({ environment }).platform.hasResourceProperties(ACL, {
      Rules: Match.arrayWith([
        Match.objectLike({ Statement: { RateBasedStatement: Match.objectLike({ Limit: 500 }) } }),
      ]),
    });
  });

  it('can be off in production, for accounts that associate a firewall of their own', () => {
    const environment = { MANIFOLD_FIREWALL: '{"kind":"none"}' };
    synthesize({ stage: 'prod', environment }).platform.resourceCountIs(ACL, 0);
  });
});
