import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newGate, newKey } from '../../integration/support/control.ts';
import { answerOf, callTool, modern } from '../../integration/support/endpoint.ts';

/** Clears the screen, reverses the text that follows, and hides a word. */
const COMMANDS = '\u001b[2J\u009b31m\u202eevil\u200b';
const CLEAN = 'evil';
const CONTROLS = /[\p{Cc}--[\t\n\r]]|[\u202a-\u202e\u200b]/v;

let key: string;
beforeAll(async () => {
  key = await newKey({ id: `test:reader-${randomUUID()}`, scopes: ['harness:read', 'harness:write', 'tools:list'] });
});

const read = async (uri: string): Promise<string> => {
  const { result, error } = await answerOf(modern('resources/read', { uri }, { key }));
  if (error) throw new Error(JSON.stringify(error));
  return result.contents[0].text;
};

/** Every string in a text that is JSON, and in JSON within its strings. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.entries(value).flat().flatMap(stringsIn);
  if (typeof value !== 'string') return [];
  try {
    return [value, ...stringsIn(JSON.parse(value))];
  } catch {
    return [value];
  }
}
const dirtyIn = (value: unknown) => stringsIn(value).filter((text) => CONTROLS.test(text));

describe('control characters in the answer of a provider', () => {
  it('do not reach a terminal or a model by the content of a tool or its structured content', async () => {
    const gate = newGate();
    const called = callTool('work_at_gate', { gate: gate.name, note: COMMANDS });
    await gate.arrived();
    await gate.open();
    const result = await called;
    expect(result.structuredContent).toMatchObject({ note: CLEAN });
    expect(JSON.parse(result.content[0].text)).toMatchObject({ note: CLEAN });
    expect(dirtyIn(result)).toEqual([]);
  });

  it('do not reach a terminal or a model by a resource that is JSON', async () => {
    await callTool('keep_note', { topic: COMMANDS, text: 'x' }, { key });
    const text = await read('harness://me/notes');
    expect(JSON.parse(text).notes).toContainEqual(expect.objectContaining({ topic: CLEAN }));
    expect(dirtyIn(text)).toEqual([]);
  });

  it.each([
    ['as escapes', JSON.stringify({ said: COMMANDS })],
    ['as escapes in JSON within JSON', JSON.stringify({ body: JSON.stringify({ said: COMMANDS }) })],
    ['behind an invisible mark', `\ufeff${JSON.stringify([COMMANDS])}`],
  ])('do not reach a terminal or a model by a text that is JSON, written %s', async (_how, given) => {
    const { structuredContent } = await callTool('keep_note', { topic: 'travel', text: given }, { key });
    const text = await read(`harness://note/${structuredContent.note_id}`);
    expect(text).toContain(CLEAN);
    expect(dirtyIn(text)).toEqual([]);
  });
});
