import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { newGate } from '../../test/integration/support/control.ts';
import { MemoryOAuthClient } from '../../test/integration/support/sign-in.ts';
import type { Driver, Session, ToolAnswer } from './driver.ts';

/** The steps of the table, in the order of its columns. */
export const STEPS = ['sign in', 'list', 'call', 'resource', 'prompt', 'confirm', 'progress', 'cancel'] as const;
export type Step = (typeof STEPS)[number];

/** How a step ended: passed, passed for the first page alone, not possible with this client, or failed with the reason. */
export type Outcome = 'yes' | 'one page' | 'no means' | { failed: string };
export type Row = { name: string } & Record<Step, Outcome>;

/** The endpoint of a journey, and the tools that it is expected to list. */
export interface Destination {
  url: string;
  key: string;
  /** A person whose role may call the tools of the journey. */
  person: string;
  /** Names of all tools that the key may list, read page by page. */
  tools: readonly string[];
}

/** Takes one client through every step. A step that fails does not keep the others from being tried. */
export async function travel(driver: Driver, destination: Destination): Promise<Row> {
  const row: Partial<Row> = { name: driver.name };
  row['sign in'] = driver.signIn ? await outcomeOf(() => signIn(driver, destination)) : 'no means';
  const session = await driver.open({ url: destination.url, credential: { key: destination.key } }).catch(reasonOf);
  for (const step of STEPS.filter((one) => one !== 'sign in')) {
    if (typeof session === 'string') row[step] = { failed: session };
    else {
      const work = WORK[step](session, destination);
      row[step] = work ? await outcomeOf(work) : 'no means';
    }
  }
  if (driver.listsOnePage && typeof row.list === 'object') row.list = 'one page';
  if (typeof session !== 'string') await session.close();
  return row as Row;
}

async function signIn(driver: Driver, { url, person }: Destination): Promise<void> {
  const tokens = new MemoryOAuthClient();
  await driver.signIn?.({ url, tokens, person });
  const session = await driver.open({ url, credential: { tokens } });
  try {
    expectText(await session.callTool('save_note', NOTE), '11');
  } finally {
    await session.close();
  }
}

type Work = () => Promise<unknown>;

/** What each step does; undefined if the client has no function for it. */
const WORK: Record<Exclude<Step, 'sign in'>, (session: Session, to: Destination) => Work | undefined> = {
  list: (session, to) => async () => {
    const listed = await session.listTools();
    const missing = to.tools.filter((name) => !listed.includes(name));
    if (missing.length > 0) throw new Error(`${missing.length} of ${to.tools.length} tools are missing`);
  },
  call: (session) => async () => expectText(await session.callTool('save_note', NOTE), '11'),
  resource: (session) =>
    session.readResource && (async () => expectWord(await session.readResource?.('test://static-text'), 'text')),
  prompt: (session) =>
    session.getPrompt && (async () => expectWord(await session.getPrompt?.('test_simple_prompt', {}), 'simple prompt')),
  confirm: (session) => async () => {
    const counter = `matrix-${randomUUID()}`;
    const first = await session.callTool('erase_counter', { counter });
    if (session.confirms) return expectText(first, '1');
    const [token] = /mfc_[\w.-]+/.exec(`${first.text}${JSON.stringify(first.structured)}`) ?? [];
    if (token === undefined) throw new Error('the refusal holds no confirmation token');
    expectText(await session.callTool('confirm_call', { token }), '1');
  },
  progress: (session) =>
    session.callWithProgress &&
    (async () => {
      const reports = await session.callWithProgress?.('test_tool_with_progress', {});
      if (reports !== 3) throw new Error(`${reports} of 3 reports arrived`);
    }),
  cancel: (session) =>
    session.callUntilCancelled &&
    (async () => {
      const gate = newGate();
      const cancel = new AbortController();
      const ended = session.callUntilCancelled?.('hold_until_opened', { gate: gate.name }, cancel.signal).then(
        () => 'answered',
        () => 'rejected',
      );
      cancel.abort();
      const end = await ended;
      // The call would wait at its gate until its deadline.
      await gate.open();
      if (end !== 'rejected') throw new Error('the cancelled call was answered');
      expectText(await session.callTool('save_note', NOTE), '11');
    }),
};

const NOTE = { person: 'Test Person', topic: 'onboarding' };

/** A client that hangs must not stop the command. */
const STEP_LIMIT_MS = 60_000;

async function outcomeOf(work: Work): Promise<Outcome> {
  const limit = new AbortController();
  const late = setTimeout(STEP_LIMIT_MS, undefined, { signal: limit.signal }).then(
    () => Promise.reject(new Error(`it did not end within ${STEP_LIMIT_MS / 1000} s`)),
    () => undefined,
  );
  try {
    await Promise.race([work(), late]);
    return 'yes';
  } catch (error) {
    return { failed: reasonOf(error) };
  } finally {
    limit.abort();
  }
}

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 200);

function expectText({ text, structured, isError }: ToolAnswer, part: string): void {
  const said = `${text} ${JSON.stringify(structured ?? '')}`;
  if (isError || !said.includes(part)) throw new Error(`the answer is ${said.slice(0, 160)}`);
}

function expectWord(answer: unknown, part: string): void {
  if (!JSON.stringify(answer)?.includes(part)) throw new Error(`the answer has no "${part}"`);
}
