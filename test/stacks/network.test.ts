import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { build, COURIER, LEDGER, TUNNEL } from './support/synthesize.ts';

const FAMILIES = [COURIER, LEDGER, TUNNEL];
const FUNCTION = 'AWS::Lambda::Function';

/** A stage with a network setting: its templates, and the findings of cdk-nag. */
function stageWith(network: object) {
  const built = build({ manifests: FAMILIES, environment: { MANIFOLD_NETWORK: JSON.stringify(network) } });
  const assembly = built.app.synth();
  const report = JSON.parse(readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8'));
  const nag = report.pluginReports.find(({ pluginName }: { pluginName: string }) => pluginName === 'AwsSolutions');
  return {
    network: built.network && Template.fromStack(built.network),
    platform: Template.fromStack(built.platform),
    violations: nag.violations,
  };
}

const propertiesOf = (template: Template | undefined, type: string) =>
  Object.values(template?.findResources(type) ?? {}).map(({ Properties }) => Properties);

const functionOf = (template: Template, service: string) =>
  propertiesOf(template, FUNCTION).find(({ Environment }) => Environment.Variables.POWERTOOLS_SERVICE_NAME === service);

/** Rules that let a group out, as CIDR and port. */
const egressOf = (template: Template | undefined) =>
  propertiesOf(template, 'AWS::EC2::SecurityGroup').flatMap(({ SecurityGroupEgress = [] }) =>
    SecurityGroupEgress.map(
      ({ CidrIp, CidrIpv6, FromPort }: Record<string, string>) => `${CidrIp ?? CidrIpv6} ${FromPort}`,
    ),
  );

describe('a stage with a network of its own', () => {
  const stage = stageWith({ kind: 'new', destinations: [{ cidr: '10.20.0.0/16', ports: [22, 6443] }] });

  it('attaches the family that asks for the VPC, by IPv6 too, and no other function', () => {
    const attached = propertiesOf(stage.platform, FUNCTION).filter(({ VpcConfig }) => VpcConfig !== undefined);
    expect(attached.map(({ Environment }) => Environment.Variables.POWERTOOLS_SERVICE_NAME)).toEqual(['family-tunnel']);
    expect(attached[0]).toMatchObject({
      VpcConfig: { Ipv6AllowedForDualStack: true, SubnetIds: [expect.anything(), expect.anything()] },
      Environment: { Variables: { AWS_USE_DUALSTACK_ENDPOINT: 'true' } },
    });
  });

  it('gives each tenant of the family execution environments of its own', () => {
    expect(functionOf(stage.platform, 'family-tunnel')).toMatchObject({
      TenancyConfig: { TenantIsolationMode: 'PER_TENANT' },
    });
  });

  it('lets the family out to AWS and to the destinations of the stage, and lets nothing in', () => {
    expect(egressOf(stage.platform).sort()).toEqual([
      '0.0.0.0/0 443',
      '10.20.0.0/16 22',
      '10.20.0.0/16 6443',
      '::/0 443',
    ]);
    stage.platform.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    const inbound = propertiesOf(stage.platform, 'AWS::EC2::SecurityGroup').map((group) => group.SecurityGroupIngress);
    expect(inbound).toEqual([undefined]);
  });

  it('strips the default security group of its rules', () => {
    stage.network?.resourceCountIs('Custom::VpcRestrictDefaultSG', 1);
  });

  it('reaches DynamoDB and S3 through gateway endpoints, by both versions of IP', () => {
    const endpoints = propertiesOf(stage.network, 'AWS::EC2::VPCEndpoint');
    expect(endpoints.map(({ VpcEndpointType, IpAddressType }) => [VpcEndpointType, IpAddressType])).toEqual([
      ['Gateway', 'dualstack'],
      ['Gateway', 'dualstack'],
    ]);
    const services = JSON.stringify(endpoints.map(({ ServiceName }) => ServiceName));
    expect(services).toContain('.dynamodb"');
    expect(services).toContain('.s3"');
  });

  it('has flow logs that are kept as long as other logs', () => {
    stage.network?.resourceCountIs('AWS::EC2::FlowLog', 1);
    stage.network?.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  });

  it('has nothing that is billed by the hour', () => {
    for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::EIP', 'AWS::EC2::InternetGateway']) {
      stage.network?.resourceCountIs(type, 0);
    }
  });

  it('meets the AwsSolutions rules', () => {
    expect(stage.violations).toEqual([]);
  });
});

describe('a stage whose network has NAT and interface endpoints', () => {
  const stage = stageWith({ kind: 'new', natGateways: 1, interfaceEndpoints: true });

  it('has one NAT gateway, in a subnet that gives out no public addresses', () => {
    stage.network?.resourceCountIs('AWS::EC2::NatGateway', 1);
    const subnets = propertiesOf(stage.network, 'AWS::EC2::Subnet');
    expect(subnets.filter(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch === true)).toEqual([]);
  });

  it('reaches Secrets Manager, KMS, Lambda and SQS through endpoints that only the VPC may enter', () => {
    const endpoints = propertiesOf(stage.network, 'AWS::EC2::VPCEndpoint').filter(
      ({ VpcEndpointType }) => VpcEndpointType === 'Interface',
    );
    const services = JSON.stringify(endpoints.map(({ ServiceName }) => ServiceName));
    for (const name of ['secretsmanager', 'kms', 'lambda', 'sqs']) expect(services).toContain(`.${name}"`);
    expect(endpoints.map(({ PrivateDnsEnabled }) => PrivateDnsEnabled)).toEqual([true, true, true, true]);
    const ingress = propertiesOf(stage.network, 'AWS::EC2::SecurityGroup').flatMap(
      ({ SecurityGroupIngress = [] }) => SecurityGroupIngress,
    );
    expect(ingress).toHaveLength(1);
    expect(ingress[0]).toMatchObject({
      FromPort: 443,
      ToPort: 443,
      CidrIp: '10.0.0.0/16',
    });
  });

  it('calls AWS under the names that the private addresses of the endpoints have', () => {
    const { Variables } = functionOf(stage.platform, 'family-tunnel')?.Environment ?? {};
    expect(Variables).not.toHaveProperty('AWS_USE_DUALSTACK_ENDPOINT');
  });

  it('meets the AwsSolutions rules', () => {
    expect(stage.violations).toEqual([]);
  });
});

describe('a stage in a VPC that is there already', () => {
  const network = {
    kind: 'existing',
    vpcId: 'vpc-0a1b2c3d',
    subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'],
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
  };
  const stage = stageWith(network);

  it('attaches the family to its subnets and makes no network', () => {
    expect(stage.network).toBeUndefined();
    expect(functionOf(stage.platform, 'family-tunnel')).toMatchObject({
      VpcConfig: { SubnetIds: network.subnetIds, Ipv6AllowedForDualStack: false },
    });
    for (const type of ['AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::VPCEndpoint', 'AWS::EC2::Route']) {
      stage.platform.resourceCountIs(type, 0);
    }
  });

  it('makes the security group of the family in that VPC', () => {
    stage.platform.hasResourceProperties('AWS::EC2::SecurityGroup', { VpcId: network.vpcId });
  });

  it('is refused if a subnet has no zone', () => {
    const incomplete = { ...network, availabilityZones: ['eu-central-1a'] };
    expect(() => stageWith(incomplete)).toThrow('network.availabilityZones: expected one zone for each of subnetIds');
  });
});

describe('a stage without a network', () => {
  it('refuses a family that asks for the VPC, and names the setting', () => {
    expect(() => stageWith({ kind: 'none' })).toThrow('asks for the VPC, but the stage has none; set "network"');
  });

  it('does not lend the network of its cache to families', () => {
    const environment = { MANIFOLD_CACHE: 'valkey' };
    expect(() => build({ manifests: FAMILIES, environment })).toThrow('asks for the VPC, but the stage has none');
  });
});
