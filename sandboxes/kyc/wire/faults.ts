import type { Answer } from '../../shared/serve.ts';
import { failure } from './answer.ts';

/** The fault that an input asks for. */
export type Fault =
  | { kind: 'answer'; answer: Answer }
  | { kind: 'slow'; ms: number }
  | { kind: 'drop' }
  | { kind: 'cut' }
  | { kind: 'garble' }
  | { kind: 'expire-token' };

/** Texts that the provider documents for its statuses. */
const TEXTS: Record<string, [status: number, message: string]> = {
  '400': [400, 'Bad Request'],
  '401': [401, 'Unauthorized'],
  '402': [402, 'Insufficient wallet credits'],
  '403': [403, 'Forbidden'],
  '403-credits': [403, 'Insufficient credits'],
  '403-quota': [403, 'Quota exhausted'],
  '403-privilege': [403, 'Insufficient privilege'],
  '404': [404, 'Not Found'],
  '413': [413, 'Payload Too Large'],
  '418': [418, 'Something the provider never documented'],
  '429': [429, 'Too Many Requests'],
  '500': [500, 'Internal Server Error'],
  '502': [502, 'Bad Gateway'],
  '503': [503, 'Source Unavailable'],
  '504': [504, 'Gateway Timeout'],
  '521': [521, 'Data Not Found'],
  '523': [523, 'Invalid Session Lifecycle'],
};

const MARKER = /^simulate[:-]([a-z0-9-]+?)(?:[:-](\d+))?(?:[:-](once))?$/;

/** Finds `simulate:…` among the inputs of a request; remembers those that are to happen once. */
export class FaultFinder {
  private readonly happened = new Set<string>();

  find(inputs: readonly unknown[]): Fault | undefined {
    for (const input of inputs) {
      if (typeof input !== 'string' || !input.startsWith('simulate')) continue;
      const direct = TEXTS[input.replace(/^simulate[:-]/, '').replace(/[:-]once$/, '')];
      const [, name = '', number = '', once] = MARKER.exec(input) ?? [];
      // The token expires for one request only; a token that stays expired would answer 401.
      if ((once || /once$/.test(input) || name === 'token-expired') && this.hasHappened(input)) return undefined;
      const fault = direct ? { kind: 'answer' as const, answer: textAnswer(direct) } : named(name, Number(number));
      if (fault) return fault;
    }
    return undefined;
  }

  /** False the first time, true the second, and from the start again. */
  private hasHappened(marker: string): boolean {
    if (this.happened.delete(marker)) return true;
    this.happened.add(marker);
    return false;
  }
}

function textAnswer([status, message]: [number, string]): Answer {
  return failure(status, message, status === 429 ? { 'retry-after': '30' } : {});
}

function named(name: string, number: number): Fault | undefined {
  switch (name) {
    case 'slow':
      return { kind: 'slow', ms: number };
    case 'drop':
    case 'cut':
    case 'garble':
      return { kind: name };
    case 'token-expired':
      return { kind: 'expire-token' };
    case 'undocumented':
      return {
        kind: 'answer',
        answer: failure(200, 'Account 123456789012 of ABCPX1234Z: please see the notice board'),
      };
    default:
      return undefined;
  }
}
