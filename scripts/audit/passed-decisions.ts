import { nameOfWindow, type SealWindow } from '../../functions/platform/audit/windows.ts';
import type { SealedRecord, WindowHead } from '../../schemas/sealed-audit.ts';

type Passed = NonNullable<WindowHead['passed']>;

/**
 * Windows that operators passed, each with the decision that its head names. A decision is an audited change, so it is
 * sealed itself, in a later window.
 */
export class PassedDecisions {
  private readonly waiting = new Map<string, Passed & { name: string }>();
  private readonly names: string[] = [];

  add(window: SealWindow, passed: Passed): void {
    const name = nameOfWindow(window);
    this.names.push(name);
    this.waiting.set(passed.callId, { ...passed, name });
  }

  see({ event }: SealedRecord): void {
    const { operation, callId, target } = event;
    if (operation === 'audit/pass' && this.waiting.get(callId)?.name === target) this.waiting.delete(callId);
  }

  /** Sentences about windows whose decision was made before a time, Unix milliseconds, and is not sealed. */
  faults(to: number): string[] {
    return [...this.waiting.values()]
      .filter(({ at }) => Date.parse(at) < to)
      .map(({ name, callId }) => `The window ${name} was passed, but the decision ${callId} is not sealed.`);
  }

  /** A line that names the windows, if there are any. */
  lines(): string[] {
    return this.names.length === 0 ? [] : [`Passed by an operator's decision: ${this.names.join(', ')}.`];
  }
}
