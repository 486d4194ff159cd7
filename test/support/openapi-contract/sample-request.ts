import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { buildRequest, type ImportedTool, OpenApiError, wholeSchema } from '../../../functions/kit/openapi/index.ts';
import { arbitraryOfSchema } from './arbitrary-of-schema.ts';
import type { ContractValidator } from './validate-request.ts';

/** Outcome of a random call: the contract accepts it or refuses it, or no call could be made. */
export type Outcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly faults: readonly string[]; readonly args: unknown }
  | { readonly kind: 'not-built'; readonly reason: string }
  | { readonly kind: 'no-arguments' };

export const BASE_URL = 'https://api.example.com';

/** Makes arguments that the tool's schema accepts, builds the request, and asks the contract about it. */
export async function sampleOutcome(
  tool: ImportedTool,
  path: string,
  contract: ContractValidator,
  seed: number,
): Promise<Outcome> {
  const schema = wholeSchema(tool.input);
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
  const isValid = ajv.compile(schema);
  const candidates = fc.sample(arbitraryOfSchema(schema), { seed, numRuns: 40 });
  const valid = candidates.filter((args) => isValid(args));
  if (valid.length === 0) return { kind: 'no-arguments' };
  let reason = '';
  for (const args of valid) {
    try {
      const request = buildRequest({
        plan: tool.request,
        baseUrl: BASE_URL,
        args: args as Record<string, unknown>,
        accept: tool.responses.accept,
      });
      const faults = await contract.faultsOf(path, request, BASE_URL);
      return faults.length === 0 ? { kind: 'accepted' } : { kind: 'refused', faults, args };
    } catch (error) {
      if (!(error instanceof OpenApiError)) throw error;
      reason = error.message;
    }
  }
  return { kind: 'not-built', reason };
}
