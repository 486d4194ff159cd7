import { connect, type Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Certificate } from './certificate.ts';
import { encodeCommand, firstCommand } from './resp.ts';

/** Longest first command: an IAM token with a session token in it has about two thousand characters. */
const MOST_AUTH_BYTES = 16_384;

export type ProxyOptions = {
  certificate: Certificate;
  /** Port of the cache server. */
  port: number;
  /** The server's password for a user who may connect; undefined for one who may not. */
  admit(user: string, password: string): string | undefined;
};

/**
 * The front of a serverless cache: TLS, and sign-in with an IAM token. The first command of a connection has to be AUTH
 * with user and token; the proxy passes it on with the server's password instead, and then everything after it.
 */
export function createCacheProxy({ certificate, port, admit }: ProxyOptions): Server {
  const { key, cert } = certificate;
  return createServer({ key, cert }, (client) => {
    let received = Buffer.alloc(0);
    client.on('error', () => client.destroy());
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const command = received.length > MOST_AUTH_BYTES ? 'too long' : parsed(received);
      if (command === undefined) return;
      client.off('data', onData);
      if (typeof command === 'string') {
        client.end('-ERR Protocol error\r\n');
        return;
      }
      const [verb = '', user = '', password = ''] = command.words.map(String);
      const own = verb.toUpperCase() === 'AUTH' && command.words.length === 3 ? admit(user, password) : undefined;
      if (own === undefined) {
        const known = verb.toUpperCase() === 'AUTH';
        client.end(
          known
            ? '-WRONGPASS invalid username-password pair or user is disabled.\r\n'
            : '-NOAUTH Authentication required.\r\n',
        );
        return;
      }
      join(
        client,
        connect({ port, host: '127.0.0.1' }),
        Buffer.concat([encodeCommand(['AUTH', user, own]), command.rest]),
      );
    };
    client.on('data', onData);
  });
}

function parsed(buffer: Buffer) {
  try {
    return firstCommand(buffer);
  } catch {
    return 'no command';
  }
}

function join(client: TLSSocket, server: Socket, first: Buffer): void {
  server.on('error', () => client.destroy());
  server.on('close', () => client.destroy());
  client.on('close', () => server.destroy());
  server.write(first);
  client.pipe(server).pipe(client);
}
