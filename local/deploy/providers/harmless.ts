import { arnOf, generatedName, iamArn, stableId } from '../../account.ts';
import { text } from '../properties.ts';
import type { Provider, ResourceInput } from '../provider.ts';

type Harmless = {
  reason: string;
  name?: string;
  maxLength?: number;
  attributes?(name: string): Record<string, unknown>;
};

/** Types that change nothing on this machine, each with its reason; references to them get a name or an ARN. */
const HARMLESS: Record<string, Harmless> = {
  'AWS::CDK::Metadata': { reason: 'usage statistics of CDK' },
  'AWS::Logs::LogGroup': {
    reason: 'lines of functions go to the log of the local cloud',
    name: 'LogGroupName',
    attributes: (name) => ({ Arn: `${arnOf('logs', `log-group:${name}`)}:*` }),
  },
  'AWS::Logs::ResourcePolicy': { reason: 'no log service', name: 'PolicyName' },
  'AWS::Logs::MetricFilter': { reason: 'no metrics service', name: 'FilterName' },
  'AWS::Logs::QueryDefinition': { reason: 'no log service' },
  'AWS::CloudWatch::Alarm': {
    reason: 'no metrics service',
    name: 'AlarmName',
    attributes: (name) => ({ Arn: arnOf('cloudwatch', `alarm:${name}`) }),
  },
  'AWS::CloudWatch::CompositeAlarm': {
    reason: 'no metrics service',
    name: 'AlarmName',
    attributes: (name) => ({ Arn: arnOf('cloudwatch', `alarm:${name}`) }),
  },
  'AWS::Glue::Database': { reason: 'npm run audit -- sql asks the sealed audit here' },
  'AWS::Glue::Table': { reason: 'npm run audit -- sql asks the sealed audit here' },
  'AWS::Athena::WorkGroup': { reason: 'npm run audit -- sql asks the sealed audit here', name: 'Name' },
  'AWS::Athena::NamedQuery': { reason: 'npm run audit -- sql asks the sealed audit here' },
  'AWS::CloudWatch::Dashboard': { reason: 'no metrics service', name: 'DashboardName' },
  'AWS::ApiGateway::Account': {
    reason: 'API Gateway writes no logs of its own here',
    attributes: (name) => ({ Id: name }),
  },
  'AWS::WAFv2::WebACL': {
    reason: 'a firewall before the API; there is only loopback here',
    name: 'Name',
    attributes: (name) => ({ Arn: arnOf('wafv2', `regional/webacl/${name}/local`), Id: 'local' }),
  },
  'AWS::WAFv2::WebACLAssociation': { reason: 'a firewall before the API; there is only loopback here' },
  'AWS::WAFv2::LoggingConfiguration': { reason: 'a firewall before the API; there is only loopback here' },
  'AWS::EC2::VPC': {
    reason: 'there is one network, loopback',
    attributes: (name) => ({
      VpcId: name,
      DefaultSecurityGroup: `sg-${stableId(name, 8)}`,
      CidrBlock: '10.0.0.0/16',
      Ipv6CidrBlocks: ['2001:db8::/56'],
    }),
  },
  'AWS::EC2::Subnet': {
    reason: 'there is one network, loopback',
    attributes: (name) => ({ SubnetId: name, AvailabilityZone: 'us-east-1a' }),
  },
  'AWS::EC2::SecurityGroup': { reason: 'there is one network, loopback', attributes: (name) => ({ GroupId: name }) },
  'AWS::EC2::SecurityGroupEgress': { reason: 'there is one network, loopback' },
  'AWS::EC2::SecurityGroupIngress': { reason: 'there is one network, loopback' },
  'AWS::EC2::RouteTable': { reason: 'there is one network, loopback', attributes: (name) => ({ RouteTableId: name }) },
  'AWS::EC2::Route': { reason: 'there is one network, loopback' },
  'AWS::EC2::SubnetRouteTableAssociation': { reason: 'there is one network, loopback' },
  'AWS::EC2::VPCEndpoint': { reason: 'there is one network, loopback' },
  'AWS::EC2::FlowLog': { reason: 'there is one network, loopback' },
  'AWS::EC2::VPCCidrBlock': { reason: 'there is one network, loopback' },
  'AWS::EC2::InternetGateway': { reason: 'there is one network, loopback' },
  'AWS::EC2::VPCGatewayAttachment': { reason: 'there is one network, loopback' },
  'AWS::EC2::NatGateway': { reason: 'there is one network, loopback' },
  'AWS::EC2::EIP': { reason: 'there is one network, loopback', attributes: (name) => ({ AllocationId: name }) },
  'Custom::VpcRestrictDefaultSG': { reason: 'there is one network, loopback' },
  'AWS::EC2::EgressOnlyInternetGateway': { reason: 'there is one network, loopback' },
  'AWS::ApiGateway::DomainName': {
    reason: 'the API is served on loopback names',
    name: 'DomainName',
    attributes: (name) => ({
      RegionalDomainName: name,
      RegionalHostedZoneId: 'local',
      DomainNameArn: arnOf('apigateway', `/domainnames/${name}`),
    }),
  },
  'AWS::ApiGateway::BasePathMapping': { reason: 'the API is served at the root of loopback names' },
  'AWS::ApiGateway::DocumentationPart': { reason: 'text only' },
  'AWS::ResourceGroups::Group': {
    reason: 'a view of the console',
    name: 'Name',
    attributes: (name) => ({ Arn: iamArn(name) }),
  },
};

export function harmlessProviders(): Record<string, Provider> {
  return Object.fromEntries(
    Object.entries(HARMLESS).map(([type, harmless]) => [
      type,
      {
        properties: [],
        ignored: { '*': harmless.reason },
        provision: (input: ResourceInput) => provision(harmless, input),
      },
    ]),
  );
}

function provision({ name, maxLength = 128, attributes }: Harmless, { stack, logicalId, properties }: ResourceInput) {
  const given = name === undefined ? undefined : text(properties[name]);
  const ref = given ?? generatedName(stack, logicalId, maxLength);
  return { ref, attributes: attributes?.(ref) ?? {} };
}
