import { stableId } from '../account.ts';
import { StartError } from '../start-error.ts';
import type { RestApi } from './model.ts';

/** The REST APIs of the assembly, filled in while it is deployed. */
export class RestApis {
  private readonly apis = new Map<string, RestApi>();

  create(id: string, name: string, binaryMediaTypes: string[]): RestApi {
    const api: RestApi = {
      id,
      name,
      rootResourceId: stableId(`${id}/root`, 10),
      binaryMediaTypes,
      resources: new Map(),
      methods: [],
      authorizers: new Map(),
      gatewayResponses: new Map(),
      validators: new Map(),
      stages: new Map(),
    };
    this.apis.set(id, api);
    return api;
  }

  /** @throws StartError if no API has the id. */
  get(id: unknown): RestApi {
    const api = this.apis.get(String(id));
    if (!api) throw new StartError(`The REST API ${id} is not one that the assembly creates.`);
    return api;
  }

  all(): RestApi[] {
    return [...this.apis.values()];
  }
}
