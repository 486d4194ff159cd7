import type { AwsCall } from './service.ts';

/** A call as a fault sees it. */
export type FaultyCall = {
  /** Service by its signing name, e.g. `dynamodb`. */
  service: string;
  /** `PutItem`, or of services without operation names the method and path. */
  operation: string;
  /** ARN of the caller; a function's name is its last part. */
  caller: string;
  body: string;
};

export type Fault = {
  strikes(call: FaultyCall): boolean;
  /** What the caller gets in place of an answer: an error of the service, or a connection that breaks. */
  answer: { code: string; message: string; status?: number } | 'hang up';
  /** The fault ends after this many calls; without a number, when it is taken back. */
  times?: number;
};

/** Faults of AWS that tests bring about: throttling, outages, broken connections. Nothing fails by itself here. */
export class Faults {
  private readonly faults = new Map<Fault, number>();

  /** @returns a function that ends the fault and returns how many calls it hit. */
  inject(fault: Fault): () => number {
    const own = { ...fault };
    this.faults.set(own, 0);
    return () => {
      const struck = this.faults.get(own) ?? 0;
      this.faults.delete(own);
      return struck;
    };
  }

  /** The fault that hits a call; undefined if the call goes through. */
  of(
    service: string,
    { headers, method, url, identity, body }: Omit<AwsCall, 'response' | 'requestId'>,
  ): Fault['answer'] | undefined {
    if (this.faults.size === 0) return undefined;
    const operation =
      String(headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) || `${method} ${url}`;
    const call = { service, operation, caller: identity.arn, body: body.toString() };
    for (const [fault, struck] of this.faults) {
      if (struck >= (fault.times ?? Number.POSITIVE_INFINITY) || !fault.strikes(call)) continue;
      this.faults.set(fault, struck + 1);
      return fault.answer;
    }
    return undefined;
  }
}
