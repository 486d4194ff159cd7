/** Prints each step and its duration, one line per step. */
export class Progress {
  private readonly startedAt = performance.now();
  private readonly write: (text: string) => void;

  constructor(write: (text: string) => void = (text) => process.stdout.write(text)) {
    this.write = write;
  }

  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    this.write(`${name} … `);
    try {
      const result = await work();
      this.write(`${seconds(startedAt)}\n`);
      return result;
    } catch (error) {
      this.write('failed\n');
      throw error;
    }
  }

  /** Time since the first step began. */
  total(): string {
    return seconds(this.startedAt);
  }
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1_000).toFixed(1)} s`;
}
