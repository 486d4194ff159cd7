import { randomUUID } from 'node:crypto';
import type { Principal } from '../../../schemas/invocation.ts';
import { endpoints } from '../../cloud/endpoints.ts';

/** One request to the control server (test/cloud/control-server.ts). */
export async function control(path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${endpoints().controlUrl}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The control server answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** A gate that no other test uses. */
export function newGate() {
  const name = randomUUID();
  return {
    name,
    /** Resolves once a tool waits at it. */
    arrived: () => control(`/gates/${name}/arrived`),
    open: () => control(`/gates/${name}/open`),
    /** Resolves once a tool has left the gate before it was opened. */
    left: () => control(`/gates/${name}/left`),
  };
}

/** An API key for a principal; fields that are left out are those of the developer. */
export async function newKey(principal: Partial<Principal>): Promise<string> {
  const { key } = (await control('/keys', principal)) as { key: string };
  return key;
}

/** Log lines of functions, gateway or cloud. */
export async function logs(kind: string): Promise<{ source: string; text: string }[]> {
  const lines = (await control('/logs')) as { kind: string; source: string; text: string }[];
  return lines.filter((line) => line.kind === kind);
}
