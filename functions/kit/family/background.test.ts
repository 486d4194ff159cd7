import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { startDynamoDb, type TestDatabase } from '../../../test/support/dynamodb.ts';
import { defineFamily, type OnEvent, type OnSchedule } from '../tool/define-family.ts';
import { defineTool } from '../tool/define-tool.ts';
import { backgroundWork } from './background.ts';
import type { FamilyResources } from './call-of.ts';

let database: TestDatabase;
let resources: FamilyResources;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
beforeEach(async () => {
  resources = {
    settings: {},
    secret: async () => ({}),
    outbound: () => Promise.reject(new Error('The test sends no request.')),
    table: { client: database.client, table: await database.table(), indexes: [] },
  };
});

const familyWith = (onEvent: OnEvent, onSchedule: OnSchedule = async () => undefined) =>
  defineFamily({
    name: 'mailbox',
    title: 'Mailbox',
    version: '1.0.0',
    description: 'Takes events.',
    signingSecrets: { KEY: 'Key of the events' },
    store: {},
    schedules: [{ name: 'tidy', rate: 'rate(1 hour)', description: 'Tidies.' }],
    webhooks: [{ source: 'post', scheme: 'stripe', secretKey: 'KEY' }],
    onSchedule: { tidy: onSchedule },
    onEvent: { post: onEvent },
    tools: [
      defineTool({
        name: 'read_mail',
        version: '1.0.0',
        title: 'Read mail',
        description: 'Reads it.',
        category: 'test',
        subcategory: 'test',
        examples: [],
        input: z.object({}),
        execute: async () => ({}),
      }),
    ],
  });

const message = (messageId: string, event: object | string) => ({
  messageId,
  eventSource: 'aws:sqs',
  body: typeof event === 'string' ? event : JSON.stringify(event),
});
const mail = (id: string, changes: object = {}) => ({
  kind: 'event',
  source: 'post',
  id,
  receivedAt: '2026-11-21T09:00:00.000Z',
  correlationId: 'c-1',
  body: { id },
  ...changes,
});
const run = (family: ReturnType<typeof familyWith>, ...Records: object[]) =>
  backgroundWork(family, resources, { Records })?.(60_000);

describe('a batch of events', () => {
  it('is handled one by one: only a failed event is delivered again', async () => {
    const seen: string[] = [];
    const family = familyWith(async ({ id }) => {
      seen.push(id);
      if (id === 'b') throw new Error('No.');
    });
    const batch = [message('1', mail('a')), message('2', mail('b')), message('3', mail('c'))];
    expect(await run(family, ...batch)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(await run(family, ...batch)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(seen).toEqual(['a', 'b', 'c', 'b']);
  });

  it('handles an event once if the batch holds it twice', async () => {
    const seen: string[] = [];
    const family = familyWith(async ({ id }) => void seen.push(id));
    const twice = [message('1', mail('a')), message('2', mail('a'))];
    expect(await run(family, ...twice)).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual(['a']);
  });

  it.each([
    ['a message that is not JSON', '{'],
    ['a message that is not an event', { kind: 'other' }],
    ['an event of a source that the family does not handle', mail('a', { source: 'elsewhere' })],
  ])('fails %s, so that it goes to the dead-letter queue', async (_what, event) => {
    const family = familyWith(async () => undefined);
    expect(await run(family, message('1', event))).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  });

  it('gives a handler the store of each tenant and the shared store', async () => {
    const family = familyWith(async ({ id }, call) => {
      await call.store.of('acme').put({ pk: 'mail', sk: id });
      await call.store.shared.put({ pk: 'known', sk: id });
    });
    await run(family, message('1', mail('a')));
    const stored = familyWith(async (_event, call) => {
      expect(await call.store.of('acme').get({ pk: 'mail', sk: 'a' })).toEqual({ pk: 'mail', sk: 'a' });
      expect(await call.store.of('other').get({ pk: 'mail', sk: 'a' })).toBeUndefined();
      expect(await call.store.shared.get({ pk: 'known', sk: 'a' })).toEqual({ pk: 'known', sk: 'a' });
    });
    expect(await run(stored, message('2', mail('b')))).toEqual({ batchItemFailures: [] });
  });

  it('aborts an event that takes longer than the function has, so that it is delivered again', async () => {
    const family = familyWith(() => new Promise(() => undefined));
    const work = backgroundWork(family, resources, { Records: [message('1', mail('a'))] });
    expect(await work?.(1_050)).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  });
});

describe('a scheduled run', () => {
  const turn = (name: string, onSchedule: OnSchedule) =>
    backgroundWork(
      familyWith(async () => undefined, onSchedule),
      resources,
      { kind: 'schedule', name },
    )?.(60_000);

  it('runs the handler of the family, and its failure is an error of the function', async () => {
    let turns = 0;
    await turn('tidy', async () => {
      turns += 1;
    });
    expect(turns).toBe(1);
    await expect(turn('tidy', () => Promise.reject(new Error('No.')))).rejects.toThrow('No.');
    await expect(turn('other', async () => undefined)).rejects.toThrow('no schedule "other"');
  });
});

it('leaves an invocation of front to the invocation handler', () => {
  const family = familyWith(async () => undefined);
  expect(backgroundWork(family, resources, { kind: 'tool', tool: 'read_mail' })).toBeUndefined();
});

describe('schedules and webhooks in a manifest', () => {
  const spec = { name: 'mailbox', title: 'M', version: '1.0.0', description: 'M.', tools: [] };
  const tidy = { name: 'tidy', rate: 'rate(1 hour)', description: 'Tidies.' };

  it('need a handler each, and every handler needs a declaration', () => {
    expect(() => defineFamily({ ...spec, schedules: [tidy] })).toThrow('onSchedule has no handler for "tidy"');
    expect(() => defineFamily({ ...spec, onEvent: { post: async () => undefined } })).toThrow(
      'onEvent handles "post", which is not declared',
    );
    const twice = { ...spec, schedules: [tidy, tidy], onSchedule: { tidy: async () => undefined } };
    expect(() => defineFamily(twice)).toThrow('"tidy" twice');
  });

  it('are refused with an invalid rate or index name', () => {
    const often = { ...spec, schedules: [{ ...tidy, rate: 'hourly' }], onSchedule: { tidy: async () => undefined } };
    expect(() => defineFamily(often)).toThrow('schedules.0.rate');
    expect(() => defineFamily({ ...spec, store: { indexes: ['By Status'] } })).toThrow('store.indexes.0');
  });
});
