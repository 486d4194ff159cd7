import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  IdempotentParameterMismatchException,
  InternalServerError,
  ItemCollectionSizeLimitExceededException,
  ProvisionedThroughputExceededException,
  ReplicatedWriteConflictException,
  RequestLimitExceeded,
  ResourceNotFoundException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import type { AwsAnswer } from './connection-pool.ts';
import { refusalOf } from './failures.ts';

/** Exceptions of the data plane, by the name that DynamoDB gives. */
const EXCEPTIONS = new Map(
  Object.entries({
    ConditionalCheckFailedException,
    IdempotentParameterMismatchException,
    InternalServerError,
    ItemCollectionSizeLimitExceededException,
    ProvisionedThroughputExceededException,
    ReplicatedWriteConflictException,
    RequestLimitExceeded,
    ResourceNotFoundException,
    TransactionCanceledException,
    TransactionConflictException,
    TransactionInProgressException,
  }),
);

/**
 * The SDK's exception for a refused request. Items in it (`Item`, `CancellationReasons[].Item`) stay attribute values, as
 * they do in the SDK; bytes are base64 text.
 */
export function dynamoDbError(answer: AwsAnswer): Error {
  const { name, message, metadata, body } = refusalOf(answer);
  const { Item, CancellationReasons } = body;
  const Exception = EXCEPTIONS.get(name);
  if (!Exception) return new DynamoDBServiceException({ name, $fault: faultOf(answer), message, $metadata: metadata });
  return Object.assign(
    new Exception({ message, $metadata: metadata }),
    Item === undefined ? {} : { Item },
    CancellationReasons === undefined ? {} : { CancellationReasons },
  );
}

export const faultOf = ({ status }: AwsAnswer) => (status < 500 ? 'client' : 'server');
