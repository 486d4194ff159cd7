import type { Server } from 'node:http';
import { cognitoService } from '../aws/cognito-idp.ts';
import { dynamodbService } from '../aws/dynamodb.ts';
import { createAwsEndpoint } from '../aws/endpoint.ts';
import { kmsService } from '../aws/kms.ts';
import { lambdaService } from '../aws/lambda.ts';
import { s3Service } from '../aws/s3/service.ts';
import { secretsManagerService } from '../aws/secrets-manager.ts';
import { sqsService } from '../aws/sqs.ts';
import { stsService } from '../aws/sts.ts';
import type { PasswordSignIn } from '../issuer/password-sign-in.ts';
import type { Services } from './services.ts';

/**
 * The HTTP endpoint of all AWS services.
 * @param passwords sign-in by Cognito's API, if the assembly has a user pool
 */
export function endpointOf(services: Services, passwords: () => PasswordSignIn | undefined): Server {
  const { identities, responses, faults, logs, authoriser, keys } = services;
  return createAwsEndpoint({
    identities,
    services: {
      dynamodb: dynamodbService(services.tables, authoriser, keys),
      secretsmanager: secretsManagerService(services.secrets, authoriser, keys),
      sqs: sqsService(services.queues, authoriser, keys),
      s3: s3Service({ buckets: services.buckets, authoriser, keys }),
      kms: kmsService(keys),
      lambda: lambdaService(services),
      sts: stsService,
    },
    openServices: { AWSCognitoIdentityProviderService: cognitoService(passwords) },
    receiver: responses.receive,
    faults,
    logs,
  });
}
