/** One phase of bench/seal.ts, in a process of its own. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { addClosings } from '../../../functions/audit-closer/add-closings.ts';
import { sealDue } from '../../../functions/audit-sealer/seal-due.ts';
import type { SealedBucket } from '../../../functions/audit-sealer/sealed-bucket.ts';
import { leanDocumentClient } from '../../../functions/core/aws/lean-dynamodb.ts';
import { indexedEvents } from '../../../functions/platform/audit/audit-index.ts';
import { auditTrail } from '../../../functions/platform/audit/audit-trail.ts';
import { fingerprintOf } from '../../../functions/platform/audit/head.ts';
import { pseudonyms } from '../../../functions/platform/audit/pseudonyms.ts';
import type { SealWindow } from '../../../functions/platform/audit/windows.ts';
import type { Closing } from '../../../schemas/audit-closings.ts';
import { GRACE_MS } from '../../../schemas/sealed-audit.ts';
import { folderSource, PUBLIC_KEY_FILE, RANGE_FILE } from '../seal-source.ts';
import { verifyCommand } from '../verify-command.ts';

export interface PhaseOrder {
  readonly phase: 'seal' | 'query' | 'verify';
  readonly endpoint: string;
  readonly audit: string;
  readonly identity: string;
  /** Folder of the sealed objects. */
  readonly folder: string;
  readonly window: SealWindow;
  /** Correlation id of one call of the window. */
  readonly correlationId: string;
}

export interface PhaseResult {
  readonly text: string;
  readonly milliseconds: number;
  /** The most memory that the process held, in megabytes. */
  readonly peakMb: number;
}

/** A busy database may take a while for a page. */
const PATIENCE = { connectMs: 5_000, answerMs: 30_000 };

const order: PhaseOrder = JSON.parse(process.argv[2] ?? '');
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const client = leanDocumentClient(
  new DynamoDBClient({ endpoint: order.endpoint, region: 'us-east-1', credentials }),
  PATIENCE,
);
const started = performance.now();
const text = await { seal, query, verify }[order.phase]();
const result: PhaseResult = {
  text,
  milliseconds: performance.now() - started,
  peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
};
process.send?.(result, () => process.exit(0));

async function seal(): Promise<string> {
  const { folder, window } = order;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
  writeFileSync(join(folder, PUBLIC_KEY_FILE), publicKey.export({ format: 'pem', type: 'spki' }));
  const range = { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() };
  writeFileSync(join(folder, RANGE_FILE), JSON.stringify(range));
  const sealer = {
    audit: { client, table: order.audit },
    order: (closings: readonly Closing[]) => addClosings(auditTrail({ client, table: order.audit }), { closings }),
    bucket: folderBucket(folder),
    signer: {
      fingerprint: async () => fingerprintOf(createPublicKey(key)),
      sign: async (message: Uint8Array) => sign('sha256', message, key),
    },
    pseudonyms: pseudonyms({ client, table: order.identity }),
    stage: 'bench',
    now: () => window.to + GRACE_MS,
  };
  const { records } = await sealDue(sealer, () => true);
  return `${records} records`;
}

/** Asks for a hundred calls by each index, three times, and prints the fastest. */
async function query(): Promise<string> {
  const { window, correlationId } = order;
  const questions = { correlation: correlationId, principal: 'issuer:person-1', target: 'tool_1' } as const;
  const lines: string[] = [];
  for (const [index, value] of Object.entries(questions) as [keyof typeof questions, string][]) {
    let [fastest, found] = [Number.POSITIVE_INFINITY, 0];
    for (let turn = 0; turn < 3; turn += 1) {
      const begun = performance.now();
      found = 0;
      for await (const _event of indexedEvents(
        { client, table: order.audit },
        { ...window, index, value, likely: 100 },
      ))
        if (++found === 100) break;
      fastest = Math.min(fastest, performance.now() - begun);
    }
    lines.push(`asked    by ${index}: ${found} calls in ${Math.round(fastest)} ms`);
  }
  return lines.join('\n');
}

async function verify(): Promise<string> {
  const table = { client, table: order.audit };
  const source = folderSource(order.folder);
  const { text, exitCode } = await verifyCommand({
    source,
    table,
    from: new Date(order.window.from).toISOString(),
    now: Date.now(),
    progress: () => undefined,
  });
  if (exitCode !== 0) throw new Error(text);
  return text.split('\n').slice(2).join(' ');
}

function folderBucket(folder: string): SealedBucket {
  return {
    async object(name) {
      const path = join(folder, name);
      return existsSync(path) ? readFileSync(path) : undefined;
    },
    async writeOnce(name, body) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, body, { flag: 'wx' });
      return 'written';
    },
    firstSealed: async () => undefined,
    lastSealed: async () => undefined,
  };
}
