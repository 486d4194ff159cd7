import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT } from '../account.ts';
import { AwsError } from '../aws/service.ts';
import { Journal } from './journal.ts';
import { Queue, type QueueSettings } from './queue.ts';

/** The queues of the assembly. */
export class Queues {
  private readonly directory: string;
  private readonly endpoint: () => string;
  private readonly queues = new Map<string, Queue>();

  /**
   * @param directory gets one file per queue
   * @param endpoint of the AWS services; URLs of queues begin with it
   */
  constructor(directory: string, endpoint: () => string) {
    this.directory = directory;
    this.endpoint = endpoint;
  }

  /** Makes a queue known, or changes its settings; its messages stay. */
  define(settings: QueueSettings): Queue {
    const known = this.queues.get(settings.name);
    if (known) {
      known.settings = settings;
      return known;
    }
    const queue = new Queue({
      settings,
      journal: new Journal(join(this.directory, `${settings.name}.jsonl`)),
      deadLetters: (arn) => this.byArn(arn),
    });
    this.queues.set(settings.name, queue);
    return queue;
  }

  /** Deletes a queue with its messages. */
  delete(url: string): void {
    const name = url.split('/').at(-1) ?? '';
    this.queues.delete(name);
    rmSync(join(this.directory, `${name}.jsonl`), { force: true });
  }

  all(): Queue[] {
    return [...this.queues.values()];
  }

  urlOf(name: string): string {
    return `${this.endpoint()}/${ACCOUNT}/${name}`;
  }

  byArn(arn: string): Queue | undefined {
    return this.queues.get(arn.split(':').at(-1) ?? '');
  }

  /** By URL or name. @throws AwsError QueueDoesNotExist. */
  find(nameOrUrl: string): Queue {
    const queue = this.queues.get(nameOrUrl.split('/').at(-1) ?? '');
    if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  }
}

const LOCAL_URL = new RegExp(`^http://127\\.0\\.0\\.1:\\d+(?=/${ACCOUNT}/)`);

/** A value of an environment with the URL of a queue, which may be from an earlier start, with the current endpoint. */
export function atEndpoint(value: string, endpoint: string): string {
  return value.replace(LOCAL_URL, endpoint);
}
