/** A token bucket: `rate` requests per second on average, `burst` at once. */
export class TokenBucket {
  private readonly rate: number;
  private readonly burst: number;
  private tokens: number;
  private filledAt: number;

  constructor(limit: { rate: number; burst: number }, now = Date.now()) {
    this.rate = limit.rate;
    this.burst = limit.burst;
    this.tokens = limit.burst;
    this.filledAt = now;
  }

  /** Takes a token; false if the bucket is empty. */
  take(now = Date.now()): boolean {
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1_000) * this.rate);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

/** The throttling settings of a stage by method, most exact first. */
export class Throttle {
  private readonly limits: ReadonlyMap<string, { rate: number; burst: number }>;
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(limits: ReadonlyMap<string, { rate: number; burst: number }>) {
    this.limits = limits;
  }

  allows(httpMethod: string, resourcePath: string): boolean {
    if (this.limits.size === 0) return true;
    const exact = `${httpMethod} ${resourcePath}`;
    const key = [exact, `* ${resourcePath}`, `${httpMethod} /*`, '* /*'].find((one) => this.limits.has(one));
    const limit = key === undefined ? undefined : this.limits.get(key);
    if (!limit) return true;
    const bucket = this.buckets.get(exact) ?? new TokenBucket(limit);
    this.buckets.set(exact, bucket);
    return bucket.take();
  }
}
