import { isDeepStrictEqual } from 'node:util';
import { REGION } from '../account.ts';
import type { DynamoBackend } from './dynamodb-client.ts';

/** A record of a stream, as Lambda passes it on (DynamoDB Streams API, Record). */
export type StreamRecord = { eventName: string; eventSourceARN: string } & Record<string, unknown>;

/** Images that records of a view hold beside the keys. */
const IMAGES: Record<string, readonly string[]> = {
  KEYS_ONLY: [],
  NEW_IMAGE: ['NewImage'],
  OLD_IMAGE: ['OldImage'],
  NEW_AND_OLD_IMAGES: ['NewImage', 'OldImage'],
};

interface StreamSource {
  readonly arn: string;
  /** ARN of the stream in the database, which has streams of both images under names of its own. */
  readonly backendArn: string;
  /** What records hold, as DynamoDB calls it. */
  readonly view: string;
}

/** The changes of one table, from the moment at which the stream is opened. */
export class TableStream {
  readonly arn: string;
  private readonly backend: DynamoBackend;
  private readonly view: string;
  private iterator: string;
  private readonly lookers = new Set<() => void>();

  private constructor(backend: DynamoBackend, { arn, view }: StreamSource, iterator: string) {
    this.backend = backend;
    this.arn = arn;
    this.view = view;
    this.iterator = iterator;
  }

  static async open(backend: DynamoBackend, source: StreamSource): Promise<TableStream> {
    const { StreamDescription } = await backend.callStreams('DescribeStream', { StreamArn: source.backendArn });
    const [shard] = (StreamDescription as { Shards: { ShardId: string }[] }).Shards;
    const { ShardIterator } = await backend.callStreams('GetShardIterator', {
      StreamArn: source.backendArn,
      ShardId: shard?.ShardId,
      ShardIteratorType: 'LATEST',
    });
    return new TableStream(backend, source, String(ShardIterator));
  }

  /** The next records, and whether there may be more. One reader at a time. */
  async read(): Promise<{ records: StreamRecord[]; isEnd: boolean }> {
    const answer = await this.backend.callStreams('GetRecords', { ShardIterator: this.iterator });
    this.iterator = String(answer.NextShardIterator);
    const raw = answer.Records as BackendRecord[];
    // A write that changes nothing leaves no record on AWS.
    const changes = raw.filter(({ dynamodb }) => !isDeepStrictEqual(dynamodb.NewImage, dynamodb.OldImage));
    return { records: changes.map((record) => this.recordOf(record)), isEnd: raw.length === 0 };
  }

  /** Calls back whenever there may be new records. @returns a function that ends it */
  subscribe(look: () => void): () => void {
    this.lookers.add(look);
    return () => void this.lookers.delete(look);
  }

  look(): void {
    for (const look of this.lookers) look();
  }

  private recordOf({ dynamodb: { NewImage, OldImage, ...facts }, ...record }: BackendRecord): StreamRecord {
    const images = Object.entries({ NewImage, OldImage }).filter(
      ([name, image]) => image !== undefined && IMAGES[this.view]?.includes(name),
    );
    const dynamodb = { ...facts, StreamViewType: this.view, ...Object.fromEntries(images) };
    return { ...record, dynamodb, awsRegion: REGION, eventSourceARN: this.arn };
  }
}

interface BackendRecord {
  readonly eventName: string;
  readonly dynamodb: { readonly NewImage?: object; readonly OldImage?: object } & Record<string, unknown>;
}
