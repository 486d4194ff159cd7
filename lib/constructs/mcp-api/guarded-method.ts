import { Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  type IAuthorizer,
  type Integration,
  type Method,
  type Resource,
} from 'aws-cdk-lib/aws-apigateway';

/** Adds a method that asks the authorizer first. */
export function guardedMethod(
  resource: Resource,
  method: string,
  integration: Integration,
  authorizer: IAuthorizer,
): Method {
  const added = resource.addMethod(method, integration, { authorizationType: AuthorizationType.CUSTOM, authorizer });
  Validations.of(added).acknowledge({
    id: 'AwsSolutions::AwsSolutions-COG4',
    reason: 'The Lambda authorizer takes API keys and tokens of several issuers; Cognito would know only its own.',
  });
  return added;
}
