import { Validations } from 'aws-cdk-lib';
import { AuthorizationType, type Integration, type IResource, type Method } from 'aws-cdk-lib/aws-apigateway';

interface OpenMethodOptions {
  /** Why anybody may call it. */
  readonly reason: string;
}

/** Adds a method that needs no credential, with the reason why that is safe. */
export function openMethod(
  resource: IResource,
  method: string,
  integration: Integration,
  { reason }: OpenMethodOptions,
): Method {
  const added = resource.addMethod(method, integration, { authorizationType: AuthorizationType.NONE });
  Validations.of(added).acknowledge(
    { id: 'AwsSolutions::AwsSolutions-APIG4', reason },
    { id: 'AwsSolutions::AwsSolutions-COG4', reason },
  );
  return added;
}
