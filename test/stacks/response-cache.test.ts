import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { VALKEY_ACCESS } from '../../schemas/cache-access.ts';
import { build, synthesize } from './support/synthesize.ts';

const VALKEY = { MANIFOLD_CACHE: 'valkey' };
const FUNCTION = 'AWS::Lambda::Function';
const { app, network, platform } = build({ environment: VALKEY });
const assembly = app.synth();
const template = Template.fromStack(network ?? platform);
const functions = Template.fromStack(platform).findResources(FUNCTION);
const inNetwork = Object.values(functions)
  .filter(({ Properties }) => Properties.VpcConfig !== undefined)
  .map(({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME);
const variablesOf = (service: string) =>
  Object.values(functions).find(
    ({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME === service,
  )?.Properties.Environment.Variables;

/** Everything that the roles of the service are let do, or kept from. */
function statementsOf(prefix: string) {
  const policies = Template.fromStack(platform).findResources('AWS::IAM::Policy');
  return Object.entries(policies)
    .filter(([id]) => id.startsWith(prefix))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}

describe('a stage whose cache is DynamoDB', () => {
  const plain = build();
  const [own] = [Template.fromStack(plain.platform)];

  it('has no network, and no function in one', () => {
    expect(plain.network).toBeUndefined();
    for (const { Properties } of Object.values(own.findResources(FUNCTION))) {
      expect(Properties).not.toHaveProperty('VpcConfig');
      expect(Properties.Environment.Variables).not.toHaveProperty('CACHE_URL');
    }
  });
});

describe('a stage whose cache is Valkey', () => {
  it('has an encrypted ElastiCache Serverless with limits on its cost', () => {
    template.hasResourceProperties('AWS::ElastiCache::ServerlessCache', {
      Engine: 'valkey',
      CacheUsageLimits: { DataStorage: { Maximum: 5, Unit: 'GB' }, ECPUPerSecond: { Maximum: 20_000 } },
      KmsKeyId: Match.anyValue(),
      UserGroupId: Match.anyValue(),
    });
  });

  it('has one user, who signs in by IAM and may run the commands of the store', () => {
    template.resourceCountIs('AWS::ElastiCache::User', 1);
    template.hasResourceProperties('AWS::ElastiCache::User', {
      AuthenticationMode: { Type: 'iam' },
      AccessString: `on ${VALKEY_ACCESS}`,
    });
    const [user] = Object.values(template.findResources('AWS::ElastiCache::User'));
    expect(user?.Properties.UserId).toBe(user?.Properties.UserName);
  });

  it('has front and the renewer in the network and no other function', () => {
    expect(inNetwork.sort()).toEqual(['cache-renewer', 'front']);
    for (const { Properties } of Object.values(functions).filter(({ Properties: { VpcConfig } }) => VpcConfig)) {
      expect(Properties.VpcConfig.Ipv6AllowedForDualStack).toBe(true);
      expect(Properties.Environment.Variables).toMatchObject({
        AWS_USE_DUALSTACK_ENDPOINT: 'true',
        CACHE_NAME: 'manifold-dev',
        CACHE_USER: 'manifold-dev-functions',
      });
    }
  });

  it('gives both functions the same address, with TLS', () => {
    expect(JSON.stringify(variablesOf('front').CACHE_URL)).toContain('rediss://');
    expect(variablesOf('front').CACHE_URL).toEqual(variablesOf('cache-renewer').CACHE_URL);
  });

  it('lets the roles of both functions connect as that user and no other role', () => {
    for (const prefix of ['Front', 'CacheRenewer']) {
      const connect = statementsOf(prefix).filter(({ Action }) => Action === 'elasticache:Connect');
      expect(connect).toHaveLength(1);
      const resources = JSON.stringify(connect[0].Resource);
      expect(resources).toContain(':serverlesscache:manifold-dev"');
      expect(resources).toContain(':user:manifold-dev-functions"');
      expect(connect[0].Resource).toHaveLength(2);
    }
    expect(statementsOf('Family').filter(({ Action }) => Action === 'elasticache:Connect')).toEqual([]);
  });

  it('denies the code in the functions the actions by which Lambda attaches them', () => {
    const [allow, deny] = ['Allow', 'Deny'].map((effect) =>
      statementsOf('Front').find(
        ({ Effect, Action }) => Effect === effect && Action.includes('ec2:CreateNetworkInterface'),
      ),
    );
    expect(allow.Action).toEqual(expect.arrayContaining(deny.Action));
    expect(JSON.stringify(deny.Condition)).toMatch(/lambda:SourceFunctionArn.*:function:\*/);
    expect(
      statementsOf('Authorizer')
        .flatMap(({ Action }) => Action)
        .join(),
    ).not.toContain('ec2:');
  });

  it('reaches AWS by IPv6 and has no NAT and nothing else that is billed by the hour', () => {
    for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::EIP', 'AWS::EC2::InternetGateway']) {
      template.resourceCountIs(type, 0);
    }
    template.resourceCountIs('AWS::EC2::EgressOnlyInternetGateway', 1);
    template.hasResourceProperties('AWS::EC2::Subnet', {
      AssignIpv6AddressOnCreation: true,
      MapPublicIpOnLaunch: false,
    });
    const routes = Object.values(template.findResources('AWS::EC2::Route'));
    expect(routes.map(({ Properties }) => Properties.DestinationIpv6CidrBlock)).toEqual(routes.map(() => '::/0'));
    const endpoints = Object.values(template.findResources('AWS::EC2::VPCEndpoint'));
    expect(endpoints.map(({ Properties }) => Properties.VpcEndpointType)).toEqual(['Gateway', 'Gateway']);
  });

  it('lets functions connect by HTTPS and to the cache, and only functions connect to the cache', () => {
    const groups = Object.values(template.findResources('AWS::EC2::SecurityGroup'));
    const out = groups.flatMap(({ Properties }) => Properties.SecurityGroupEgress ?? []);
    const real = out.filter(({ CidrIp }) => CidrIp !== '255.255.255.255/32');
    expect(real.map(({ FromPort, ToPort }) => [FromPort, ToPort])).toEqual(real.map(() => [443, 443]));
    expect(groups.flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? [])).toEqual([]);
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 6379,
      ToPort: 6379,
      SourceSecurityGroupId: Match.anyValue(),
    });
  });

  it('has flow logs', () => {
    template.resourceCountIs('AWS::EC2::FlowLog', 1);
  });

  it('meets the AwsSolutions rules', () => {
    const { pluginReports } = JSON.parse(readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8'));
    const { violations } = pluginReports.find(
      ({ pluginName }: { pluginName: string }) => pluginName === 'AwsSolutions',
    );
    expect(violations).toEqual([]);
  });
});

describe('the renewer', () => {
  const { platform: plain } = synthesize();

  it('is invoked once, within a minute or not at all', () => {
    plain.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: Match.objectLike({ Ref: Match.stringLikeRegexp('^CacheRenewer') }),
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });
});
