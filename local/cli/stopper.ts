/** Stops in order on ctrl-c; a second ctrl-c ends at once, and the watchdog ends the rest. */
export class Stopper {
  private readonly actions: (() => Promise<void> | void)[] = [];
  private stopping = false;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void this.stop());
  }

  add(action: () => Promise<void> | void): void {
    this.actions.push(action);
  }

  private async stop(): Promise<void> {
    if (this.stopping) process.exit(130);
    this.stopping = true;
    process.stdout.write('\nStopping … ');
    for (const action of this.actions.reverse()) await action();
    console.log('stopped.');
    process.exit(0);
  }
}
