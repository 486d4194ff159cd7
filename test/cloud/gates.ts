type Event = 'arrived' | 'opened' | 'left';

/**
 * Places at which a tool and a test meet: the tool waits at a gate until the test opens it; the test waits until the
 * tool has arrived, or has gone away unserved. Each gate is used once.
 */
export class Gates {
  private readonly events = new Map<string, PromiseWithResolvers<void>>();

  /** Resolves once the event has happened; at once if it has happened already. */
  until(gate: string, event: Event): Promise<void> {
    return this.eventOf(gate, event).promise;
  }

  happened(gate: string, event: Event): void {
    this.eventOf(gate, event).resolve();
  }

  private eventOf(gate: string, event: Event): PromiseWithResolvers<void> {
    const key = `${event} ${gate}`;
    const known = this.events.get(key) ?? Promise.withResolvers<void>();
    this.events.set(key, known);
    return known;
  }
}
