import { Stack } from 'aws-cdk-lib';
import { type DomainNameOptions, EndpointType, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import type { Settings } from '../../settings.ts';

/** The custom domain of the API, if the stage has one. It refuses clients older than TLS 1.2. */
export function customDomain(scope: Construct, { domain }: Settings): DomainNameOptions | undefined {
  if (!domain) return undefined;
  return {
    domainName: domain.name,
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: SecurityPolicy.TLS_1_2,
  };
}

/** URL of the API for clients, without a slash at the end. */
export function publicUrlOf(api: RestApi, settings: Settings): string {
  if (settings.publicUrl) return settings.publicUrl;
  if (settings.domain) return `https://${settings.domain.name}`;
  // Not `api.url`: it depends on the deployment, and the functions that need the URL come before the deployment.
  const { region, urlSuffix } = Stack.of(api);
  return `https://${api.restApiId}.execute-api.${region}.${urlSuffix}/${settings.stage}`;
}
