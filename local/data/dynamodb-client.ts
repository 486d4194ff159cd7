import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { StartError } from '../start-error.ts';

export type DynamoAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** Speaks DynamoDB's JSON protocol to the database behind the local cloud, past its own authorisation. */
export class DynamoBackend {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private readonly url: URL;

  constructor(url: string) {
    this.url = new URL(url);
  }

  /** Sends a request as it came. */
  send(target: string, body: Buffer): Promise<DynamoAnswer> {
    return new Promise((resolve, reject) => {
      const call = request(
        {
          agent: this.agent,
          host: this.url.hostname,
          port: this.url.port,
          method: 'POST',
          path: '/',
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'content-length': body.length,
            'x-amz-target': target,
            'x-amz-date': '20260101T000000Z',
            authorization:
              'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: Buffer.concat(chunks) }),
          );
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }

  /** Calls one operation. @throws DynamoError with the service's own error name. */
  call(operation: string, input: unknown): Promise<Record<string, unknown>> {
    return this.ask('DynamoDB_20120810', operation, input);
  }

  /** Calls one operation on streams. @throws DynamoError with the service's own error name. */
  callStreams(operation: string, input: unknown): Promise<Record<string, unknown>> {
    return this.ask('DynamoDBStreams_20120810', operation, input);
  }

  private async ask(api: string, operation: string, input: unknown): Promise<Record<string, unknown>> {
    const { status, body } = await this.send(`${api}.${operation}`, Buffer.from(JSON.stringify(input)));
    const answer = JSON.parse(body.toString() || '{}');
    if (status === 200) return answer;
    throw new DynamoError(
      String(answer.__type ?? 'Error')
        .split('#')
        .at(-1) ?? 'Error',
      `${operation}: ${answer.message ?? answer.Message ?? status}`,
    );
  }

  close(): void {
    this.agent.destroy();
  }
}

export class DynamoError extends StartError {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
