import { REGION, stableId } from '../account.ts';
import type { Assembly } from '../assembly/template.ts';
import { freePort } from '../process/ports.ts';

/** `https://<api>.execute-api.<region>.amazonaws.com/<stage>`, the name that AWS gives to a stage of an API. */
const AWS_NAME = new RegExp(
  `https://([a-z0-9]+)\\.execute-api\\.${REGION}\\.amazonaws\\.com/([A-Za-z0-9_-]+)(?![A-Za-z0-9_-])`,
  'g',
);

/** `domain`: at the root, as a custom domain serves it. `stage`: below `/<stage>`, as the name that AWS gives does. */
export type UrlForm = 'domain' | 'stage';

/** Id of a REST API by its place in the assembly, the same on every start. */
export function apiId(stack: string, logicalId: string): string {
  return stableId(`${stack}/${logicalId}`, 10);
}

/**
 * The local URLs of an assembly's APIs. They are chosen before the deployment, because functions, gateway responses
 * and the user pool name the API's URL, and tokens are issued for it.
 */
export class PublicUrls {
  private readonly ports = new Map<string, Record<UrlForm, number>>();
  private readonly firstPort: number;
  private readonly form: UrlForm;

  /**
   * @param firstPort port of the first API in the form; 0 takes a free one
   * @param form of the URLs that functions, the user pool and the gateway's answers name
   */
  constructor(firstPort: number, form: UrlForm = 'domain') {
    this.firstPort = firstPort;
    this.form = form;
  }

  /** Decides for the APIs that it does not know yet. */
  async reserve({ stacks }: Assembly): Promise<void> {
    for (const { name, template } of stacks) {
      for (const [logicalId, { Type }] of Object.entries(template.Resources)) {
        const id = apiId(name, logicalId);
        if (Type !== 'AWS::ApiGateway::RestApi' || this.ports.has(id)) continue;
        const wanted = this.ports.size === 0 ? this.firstPort : 0;
        const named = wanted === 0 ? await freePort() : wanted;
        const other = await freePort();
        this.ports.set(id, this.form === 'domain' ? { domain: named, stage: other } : { domain: other, stage: named });
      }
    }
  }

  /** Port of an API in a form; 0 for an API that was not reserved. */
  portOf(id: string, form: UrlForm): number {
    return this.ports.get(id)?.[form] ?? 0;
  }

  /** The URL of an API that functions and answers name, without a trailing slash. */
  urlOf(id: string, stage: string): string {
    const path = this.form === 'stage' ? `/${stage}` : '';
    return `http://127.0.0.1:${this.portOf(id, this.form)}${path}`;
  }

  /** The text with the API URLs of AWS replaced by the local ones. */
  localise(text: string): string {
    return text.replace(AWS_NAME, (name, id: string, stage: string) =>
      this.ports.has(id) ? this.urlOf(id, stage) : name,
    );
  }
}
