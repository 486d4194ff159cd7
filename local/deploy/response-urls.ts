import { randomUUID } from 'node:crypto';
import { AwsError, type Received } from '../aws/service.ts';
import { refusals } from '../signature/refusals.ts';

/** The answer of a custom resource to CloudFormation. */
export type Answer = {
  Status: 'SUCCESS' | 'FAILED';
  Reason?: string;
  PhysicalResourceId?: string;
  Data?: Record<string, unknown>;
};

const PATH = '/custom-resource-response/';

/** Whether a path belongs to a ResponseURL. */
export function isResponseUrl(path: string): boolean {
  return path.startsWith(PATH);
}

/** Answers that custom resources put to their ResponseURL, which on AWS is a presigned URL of S3. */
export class ResponseUrls {
  private readonly waiting = new Map<string, (answer: Answer) => void>();
  private readonly base: () => string;

  constructor(base: () => string) {
    this.base = base;
  }

  open(): { url: string; answer: Promise<Answer> } {
    const path = `${PATH}${randomUUID()}`;
    const answer = new Promise<Answer>((resolve) => this.waiting.set(path, resolve));
    return { url: `${this.base()}${path}`, answer };
  }

  /**
   * Takes a request to a ResponseURL, as strictly as S3: its signature covers the method and the absence of a content
   * type, and S3 needs the length of the body.
   * @returns false if the URL is not a ResponseURL
   * @throws AwsError if S3 would refuse the request
   */
  readonly receive = ({ method, url, headers, body }: Received): boolean => {
    if (!isResponseUrl(url)) return false;
    const resolve = this.waiting.get(url);
    if (!resolve || method !== 'PUT' || headers['content-type'] !== undefined)
      throw refusals('s3', 'rest-xml').signature();
    if (headers['content-length'] === undefined)
      throw new AwsError(
        'NotImplemented',
        'A header you provided implies functionality that is not implemented.',
        501,
        {
          Header: 'Transfer-Encoding',
        },
      );
    try {
      resolve(JSON.parse(body.toString()));
    } catch {
      resolve({ Status: 'FAILED', Reason: 'the answer was not JSON' });
    }
    return true;
  };
}
