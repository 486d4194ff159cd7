/** How far the clocks of functions are ahead, for tests: on AWS each host keeps its own time. */
export class Clocks {
  private readonly ahead = new Map<string, number>();

  set(functionName: string, milliseconds: number): void {
    this.ahead.set(functionName, milliseconds);
  }

  /** Milliseconds; 0 if the clock was not set. */
  of(functionName: string): number {
    return this.ahead.get(functionName) ?? 0;
  }
}

/** Arguments with which Node starts a process whose `Date` is ahead by so many milliseconds; timers are unchanged. */
export function clockArguments(milliseconds: number): string[] {
  if (milliseconds === 0) return [];
  const source = `
    const now = Date.now.bind(Date);
    Date.now = () => now() + ${milliseconds};
    globalThis.Date = new Proxy(Date, {
      construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [target.now()] : given, made),
      apply: (target) => new target(target.now()).toString(),
    });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
}
