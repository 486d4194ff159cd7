import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation } from './answer-cloudformation.ts';
import { awaitPermissions } from './await-permissions.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A response URL that answers the nth request with the nth status, or breaks the connection. */
async function responseUrl(answers: (number | 'reset')[]) {
  const seen: { method?: string; headers: IncomingHttpHeaders; body: Record<string, unknown> }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = answers[seen.length] ?? 200;
    seen.push({ method: request.method, headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
    if (answer === 'reset') request.socket.destroy();
    else response.writeHead(answer).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const event = {
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Seed',
  } as CloudFormationCustomResourceEvent;
  const pauses: number[] = [];
  const wait = async (ms: number) => pauses.push(ms);
  return { event, seen, pauses, wait };
}

describe('the answer to CloudFormation', () => {
  it('has a length and no content type, which a presigned URL of S3 would refuse', async () => {
    const { event, seen } = await responseUrl([200]);
    await answerCloudFormation(event, 'manifold-registry', async () => undefined);
    expect(seen[0]?.method).toBe('PUT');
    expect(seen[0]?.headers).not.toHaveProperty('content-type');
    expect(Number(seen[0]?.headers['content-length'])).toBeGreaterThan(0);
    expect(seen[0]?.body).toMatchObject({ Status: 'SUCCESS', LogicalResourceId: 'Seed', RequestId: 'request' });
  });

  it('says in one sentence why the work failed', async () => {
    const { event, seen } = await responseUrl([200]);
    await answerCloudFormation(event, 'manifold-registry', async () => {
      throw new Error('The table is gone.');
    });
    expect(seen[0]?.body).toMatchObject({ Status: 'FAILED', Reason: 'The table is gone.' });
  });

  it.each([[503], [403], ['reset' as const]])('is sent again, later each time, after %s', async (trouble) => {
    const { event, seen, pauses, wait } = await responseUrl([trouble, trouble, 200]);
    let worked = 0;
    await answerCloudFormation(event, 'id', async () => void worked++, wait);
    expect(worked).toBe(1);
    expect(seen).toHaveLength(3);
    expect(pauses).toEqual([500, 1_000]);
  });

  it('fails the function if it is never accepted, so that Lambda runs it again', async () => {
    const { event, seen, wait } = await responseUrl(Array(6).fill(500));
    await expect(answerCloudFormation(event, 'id', async () => undefined, wait)).rejects.toThrow('status 500');
    expect(seen).toHaveLength(6);
  });
});

describe('work whose role may be too new', () => {
  const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });

  it('is repeated until its permissions have taken effect', async () => {
    const failures = [denied, new Error('The registry cannot be written.', { cause: denied })];
    const pauses: number[] = [];
    await awaitPermissions(
      async () => {
        const failure = failures.shift();
        if (failure) throw failure;
      },
      async (ms) => pauses.push(ms),
    );
    expect(pauses).toEqual([5_000, 5_000]);
  });

  it('fails after a minute of refusals', async () => {
    let waited = 0;
    const refused = awaitPermissions(
      async () => {
        throw denied;
      },
      async (ms) => {
        waited += ms;
      },
    );
    await expect(refused).rejects.toBe(denied);
    expect(waited).toBe(60_000);
  });

  it('fails at once for any other reason', async () => {
    const fault = new Error('Two families define the same tool.');
    let attempts = 0;
    await expect(
      awaitPermissions(async () => {
        attempts++;
        throw fault;
      }),
    ).rejects.toBe(fault);
    expect(attempts).toBe(1);
  });
});
