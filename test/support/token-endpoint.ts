import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import type { AuditTrail } from '../../functions/platform/audit/audit-trail.ts';
import { knownScopesOf } from '../../functions/platform/audit/known-scopes.ts';
import { refusalRecorder } from '../../functions/platform/audit/refusals.ts';
import { newApiKey } from '../../functions/platform/identity/api-key.ts';
import { keyStore } from '../../functions/platform/platform-tokens/key-store.ts';
import { tokenSigner } from '../../functions/platform/platform-tokens/token-signer.ts';
import { tokensApp } from '../../functions/tokens/app.ts';
import type { AuditEvent } from '../../schemas/audit-event.ts';
import type { FormerUrl } from '../../schemas/former-urls.ts';
import type { ApiKeyRecord } from '../../schemas/identity-records.ts';
import type { Principal } from '../../schemas/invocation.ts';
import { apiKeyKey } from '../../schemas/keys.ts';
import type { TestDatabase } from './dynamodb.ts';
import { type TestSecret, testSecret } from './secrets-manager.ts';

export const PUBLIC_URL = 'https://mcp.example.test';

export interface Answered {
  status: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered
  body: any;
}

/** The platform's token endpoint in this process, over a real database and one secret. */
export interface TokenEndpoint {
  table: string;
  secret: TestSecret;
  /** Events of the audit trail, in order. */
  audited: AuditEvent[];
  /** Sends a form or a text; without a body it sends a GET. */
  send(path: string, body?: Record<string, string> | string, headers?: Record<string, string>): Promise<Answered>;
  /** An API key in the table; fields that are left out are those of a developer of tenant acme. */
  key(principal?: Partial<Principal>, record?: Partial<ApiKeyRecord>): Promise<{ id: string; key: string }>;
  /** Gives the API another URL. */
  move(publicUrl: string, formerUrls: FormerUrl[]): void;
  /** Moves the clock, in seconds. */
  pass(seconds: number): void;
  /** Makes the audit trail refuse events, or accept them again. */
  failAudit(): void;
  mendAudit(): void;
}

export async function tokenEndpoint(database: TestDatabase): Promise<TokenEndpoint> {
  const { client } = database;
  const table = await database.table();
  const secret = testSecret();
  const audited: AuditEvent[] = [];
  let ahead = 0;
  let auditFails = false;
  const now = () => Math.floor(Date.now() / 1000) + ahead;
  const keys = keyStore({ secretArn: 'arn:signing', client: secret.client, now });
  const audit: AuditTrail = {
    record: async (event) => {
      if (auditFails) throw new Error('The trail does not answer.');
      audited.push(event);
    },
  };
  const appAt = (publicUrl: string, formerUrls: FormerUrl[]) =>
    tokensApp({
      identity: { client, table },
      keys,
      signer: tokenSigner({ issuer: publicUrl, formerIssuers: formerUrls.map(({ url }) => url), keys, now }),
      audit,
      refused: refusalRecorder(audit),
      knownScopes: knownScopesOf(['kyc:read', 'kyc:money']),
      publicUrl,
      formerUrls,
      allowedOrigins: ['https://app.example.com'],
      showTraces: false,
      now,
    });
  let app = appAt(PUBLIC_URL, []);

  return {
    table,
    secret,
    audited,
    async send(path, body, headers = {}) {
      const form = typeof body === 'object';
      const event = eventOf({
        path,
        httpMethod: body === undefined ? 'GET' : 'POST',
        body: form ? new URLSearchParams(body).toString() : (body ?? null),
        headers: { ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}), ...headers },
      });
      const answer = (await app.resolve(event, {} as Context)) as {
        statusCode: number;
        headers: Record<string, unknown>;
        body: string;
      };
      return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body) };
    },
    async key(principal = {}, record = {}) {
      const { id, key, hash } = newApiKey();
      const who = {
        id: 'test:ada',
        tenant: 'acme',
        tier: 'team',
        roles: ['developer'],
        scopes: ['kyc:read', 'tools:list'],
      };
      const Item = { id, hash, label: 'test', status: 'active', createdAt: new Date().toISOString(), ...record };
      await client.send(
        new PutCommand({
          TableName: table,
          Item: { ...apiKeyKey(id), ...Item, principal: { ...who, credential: id, ...principal } },
        }),
      );
      return { id, key };
    },
    move(publicUrl, formerUrls) {
      app = appAt(publicUrl, formerUrls);
    },
    pass(seconds) {
      ahead += seconds;
    },
    failAudit() {
      auditFails = true;
    },
    mendAudit() {
      auditFails = false;
    },
  };
}

interface Request {
  path: string;
  httpMethod: string;
  body: string | null;
  headers: Record<string, string>;
}

/** The event of a REST API, with the fields that a function reads. */
function eventOf({ path, httpMethod, body, headers }: Request) {
  return {
    resource: path,
    path,
    httpMethod,
    body,
    isBase64Encoded: false,
    headers: { host: 'mcp.example.test', ...headers },
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      requestId: 'request-1',
      httpMethod,
      path,
      stage: 'test',
      domainName: 'mcp.example.test',
      identity: { sourceIp: '203.0.113.7' },
    },
  };
}
