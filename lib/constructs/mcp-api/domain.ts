import { Stack } from 'aws-cdk-lib';
import { type DomainNameOptions, EndpointType, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import type { Settings } from '../../settings.ts';

/** The API's own domain, where the stage has one; clients older than TLS 1.2 stay out. */
export function customDomain(scope: Construct, { domain }: Settings): DomainNameOptions | undefined {
  if (!domain) return undefined;
  return {
    domainName: domain.name,
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: SecurityPolicy.TLS_1_2,
  };
}

/** Where clients reach the API, without a slash at the end. */
export function publicUrlOf(api: RestApi, settings: Settings): string {
  if (settings.publicUrl) return settings.publicUrl;
  if (settings.domain) return `https://${settings.domain.name}`;
  // Put together by hand: the API's own `url` waits for the stage, which waits for whatever names the URL.
  const { region, urlSuffix } = Stack.of(api);
  return `https://${api.restApiId}.execute-api.${region}.${urlSuffix}/${settings.stage}`;
}
