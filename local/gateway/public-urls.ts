import { REGION, stableId } from '../account.ts';
import type { Assembly } from '../assembly/template.ts';
import { freePort } from '../process/ports.ts';

/** `https://<api>.execute-api.<region>.amazonaws.com/<stage>`, the name that AWS gives to a stage of an API. */
const AWS_NAME = new RegExp(
  `https://([a-z0-9]+)\\.execute-api\\.${REGION}\\.amazonaws\\.com/[A-Za-z0-9_-]+(?![A-Za-z0-9_-])`,
  'g',
);

/** Id of a REST API by its place in the assembly, the same on every start. */
export function apiId(stack: string, logicalId: string): string {
  return stableId(`${stack}/${logicalId}`, 10);
}

/**
 * The local URLs of an assembly's APIs. They are chosen before the deployment, because functions, gateway responses
 * and the user pool name the API's URL, and tokens are issued for it.
 */
export class PublicUrls {
  private readonly ports = new Map<string, number>();
  private readonly firstPort: number;

  /** @param firstPort port of the first API; 0 takes a free one. */
  constructor(firstPort: number) {
    this.firstPort = firstPort;
  }

  /** Decides for the APIs that it does not know yet. */
  async reserve({ stacks }: Assembly): Promise<void> {
    for (const { name, template } of stacks) {
      for (const [logicalId, { Type }] of Object.entries(template.Resources)) {
        const id = apiId(name, logicalId);
        if (Type !== 'AWS::ApiGateway::RestApi' || this.ports.has(id)) continue;
        const wanted = this.ports.size === 0 ? this.firstPort : 0;
        this.ports.set(id, wanted === 0 ? await freePort() : wanted);
      }
    }
  }

  portOf(id: string): number {
    return this.ports.get(id) ?? 0;
  }

  /** The text with the API URLs of AWS replaced by the local ones. */
  localise(text: string): string {
    return text.replace(AWS_NAME, (name, id: string) => {
      const port = this.ports.get(id);
      return port === undefined ? name : `http://127.0.0.1:${port}`;
    });
  }
}
