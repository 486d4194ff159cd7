import { CfnOutput, Stack } from 'aws-cdk-lib';
import {
  type CfnRestApi,
  type DomainNameOptions,
  EndpointAccessMode,
  EndpointType,
  type RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import type { Settings } from '../../settings.ts';

/**
 * TLS 1.3, and TLS 1.2 with forward secrecy for providers that send webhooks. A policy of this kind needs an access mode;
 * `STRICT` refuses requests whose `Host` differs from the name in the TLS handshake.
 */
const TLS = { policy: SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09, accessMode: EndpointAccessMode.STRICT };

/** Applies the policy to the API as well: API Gateway negotiates by it on custom domains too. */
export function requireModernTls(api: RestApi): void {
  const resource = api.node.defaultChild as CfnRestApi;
  resource.securityPolicy = TLS.policy;
  resource.endpointAccessMode = TLS.accessMode;
}

/** The custom domain of the API, if the stage has one. */
export function customDomain(scope: Construct, { domain }: Settings): DomainNameOptions | undefined {
  if (!domain) return undefined;
  return {
    domainName: domain.name,
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: TLS.policy,
    endpointAccessMode: TLS.accessMode,
  };
}

/** Outputs what the DNS record of the custom domain has to point at. */
export function describeDomain(scope: Stack, { domainName }: RestApi): void {
  if (!domainName) return;
  new CfnOutput(scope, 'DomainTarget', {
    value: domainName.domainNameAliasDomainName,
    description: 'Name that the DNS record of the custom domain points at (alias or CNAME)',
  });
  new CfnOutput(scope, 'DomainTargetZone', {
    value: domainName.domainNameAliasHostedZoneId,
    description: 'Hosted zone of that name, for an alias record in Route 53',
  });
}

/** URL of the API for clients, without a slash at the end. */
export function publicUrlOf(api: RestApi, settings: Settings): string {
  if (settings.publicUrl) return settings.publicUrl;
  if (settings.domain) return `https://${settings.domain.name}`;
  // Not `api.url`: it depends on the deployment, and the functions that need the URL come before the deployment.
  const { region, urlSuffix } = Stack.of(api);
  return `https://${api.restApiId}.execute-api.${region}.${urlSuffix}/${settings.stage}`;
}
