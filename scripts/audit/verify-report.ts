import type { Difference } from '../../functions/platform/audit/compare-table.ts';
import type { SealFault } from '../../functions/platform/audit/verify-window.ts';
import { nameOfWindow, type SealWindow, windowAfter } from '../../functions/platform/audit/windows.ts';
import { WINDOW_MS } from '../../schemas/sealed-audit.ts';

/** Faults that are printed after the first; further ones are counted. */
const MOST_SHOWN = 20;

/** Takes faults in the order of time, and keeps as many as are printed. */
export class FaultReport {
  private readonly sentences: string[] = [];
  private count = 0;
  /** Windows without a head, one after the other: one sentence. */
  private gap: { first: SealFault; last: SealWindow } | undefined;

  get isEmpty(): boolean {
    return this.count === 0 && !this.gap;
  }

  seal(fault: SealFault): void {
    const isGap = fault.kind === 'missing' && fault.sentence.includes('no head');
    if (isGap && this.gap && windowAfter(this.gap.last).from === fault.window.from) {
      this.gap.last = fault.window;
      return;
    }
    this.endGap();
    if (isGap) this.gap = { first: fault, last: fault.window };
    else this.add(fault.sentence);
  }

  table({ sentence }: Pick<Difference, 'sentence'>): void {
    this.endGap();
    this.add(sentence);
  }

  lines(): string[] {
    this.endGap();
    const [first = '', ...others] = this.sentences;
    const unshown = this.count - this.sentences.length;
    return [
      `First fault: ${first}`,
      ...others.map((sentence) => `  then: ${sentence}`),
      ...(unshown > 0 ? [`  and ${unshown} more.`] : []),
    ];
  }

  private add(sentence: string): void {
    this.count += 1;
    if (this.sentences.length <= MOST_SHOWN) this.sentences.push(sentence);
  }

  private endGap(): void {
    if (!this.gap) return;
    const { first, last } = this.gap;
    this.gap = undefined;
    const windows = (last.from - first.window.from) / WINDOW_MS + 1;
    this.add(
      windows === 1
        ? first.sentence
        : `The ${windows} windows ${nameOfWindow(first.window)} to ${nameOfWindow(last)} are missing: they have no heads.`,
    );
  }
}
