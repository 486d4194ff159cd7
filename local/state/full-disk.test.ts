/**
 * `/dev/full` plays a full disk: every write to it fails with ENOSPC. A link to it at the path of a file makes writes to
 * that file fail.
 */
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogFile } from '../cli/log-file.ts';
import { Asynchronous, type AsyncState } from '../lambda/asynchronous.ts';
import type { Resolved } from '../lambda/functions.ts';
import { Logs } from '../log.ts';
import { Journal } from '../sqs/journal.ts';
import { Queue } from '../sqs/queue.ts';
import { JsonFile } from './json-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string) => join(folder, name);
const fill = (name: string) => symlinkSync('/dev/full', path(name));
const free = (name: string) => rmSync(path(name), { force: true });
/** The file through which a JSON document is written. */
const temporary = (name: string) => `${name}.${process.pid}.tmp`;

describe('on a full disk', () => {
  it('a JSON document stays as it was, on disk and in memory, and can be written again later', () => {
    const file = new JsonFile<{ count: number }>(path('state.json'), { count: 0 });
    file.set({ count: 1 });
    fill(temporary('state.json'));
    expect(() => file.set({ count: 2 })).toThrow('ENOSPC');
    expect(file.get()).toEqual({ count: 1 });
    expect(JSON.parse(readFileSync(path('state.json'), 'utf8'))).toEqual({ count: 1 });
    file.set({ count: 3 });
    expect(JSON.parse(readFileSync(path('state.json'), 'utf8'))).toEqual({ count: 3 });
  });

  it('the log loses lines, says so once, and goes on when there is room', async () => {
    const reports: string[] = [];
    fill('cloud.log');
    const { promise: failed, resolve } = Promise.withResolvers<void>();
    const log = new LogFile(path('cloud.log'), ({ message }) => {
      reports.push(message);
      resolve();
    });
    log.write('lost\n');
    await failed;
    free('cloud.log');
    do {
      log.write('kept\n');
      await new Promise((turn) => setImmediate(turn));
    } while (!readIfThere('cloud.log').includes('kept'));
    expect(reports).toEqual([expect.stringContaining('ENOSPC')]);
  });

  it('a queue takes no message that it cannot keep, and loses none that it has', () => {
    const settings = { name: 'q', arn: 'arn:aws:sqs:us-east-1:000000000000:q', maxBytes: 1_000 };
    const times = { visibilitySeconds: 0, retentionSeconds: 1_000, delaySeconds: 0, waitSeconds: 0 };
    const open = () =>
      new Queue({ settings: { ...settings, ...times }, journal: new Journal(path('q')), deadLetters: () => undefined });
    const message = (body: string) => ({ body, attributes: {}, systemAttributes: {}, senderId: 'test' });
    const queue = open();
    queue.send(message('first'));
    const kept = readFileSync(path('q'), 'utf8');
    free('q');
    fill('q');
    expect(() => queue.send(message('refused'))).toThrow('ENOSPC');
    expect(queue.counts().visible).toBe(1);
    // The disk has room again; half a line of what failed may be in the file.
    free('q');
    writeFileSync(path('q'), `${kept}{"put":{"copy":"half`);
    queue.send(message('second'));
    expect(
      open()
        .receive({ max: 10 })
        .map(({ body }) => body),
    ).toEqual(['first', 'second']);
  });

  it('an asynchronous invocation that cannot be stored is refused', async () => {
    const state = new JsonFile<AsyncState>(path('asynchronous.json'), {});
    let invoked = 0;
    const invoke = async () => {
      invoked += 1;
      throw new Error('nothing runs here');
    };
    const resolve = () => target;
    const functions = { invoke, resolve };
    const target = { arn: 'arn:f', version: '$LATEST', configuration: { functionName: 'f' } } as Resolved;
    const asynchronous = new Asynchronous({ functions, logs: new Logs(), state });
    fill(temporary('asynchronous.json'));
    expect(() => asynchronous.submit(target, { payload: Buffer.from('{}') })).toThrow(
      expect.objectContaining({ name: 'ServiceException', status: 500 }),
    );
    expect(invoked).toBe(0);
    asynchronous.submit(target, { payload: Buffer.from('{}') });
    expect(invoked).toBe(1);
    asynchronous.stop();
  });
});

function readIfThere(name: string): string {
  try {
    return readFileSync(path(name), 'utf8');
  } catch {
    return '';
  }
}
