import * as z from 'zod';
import { defineTool } from '../../functions/kit/tool/define-tool.ts';
import type { PromptRecord, ToolRecord, ToolStatus } from '../../schemas/registry-records.ts';

const TARGET: ToolRecord['target'] = {
  family: 'kyc',
  functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:family-kyc:7',
  invokeMode: 'buffered',
  tenantIsolated: false,
};

interface Wanted {
  readonly name: string;
  readonly version?: string;
  readonly status?: ToolStatus;
}

/** A record of a tool as the seeder writes it. */
export function toolRecord({ name, version = '1.0.0', status = 'active' }: Wanted): ToolRecord {
  const { definition } = defineTool({
    name,
    version,
    title: name,
    description: 'Does it.',
    category: 'test',
    subcategory: 'test',
    examples: [],
    annotations: { readOnly: true },
    input: z.object({}),
    execute: async () => ({}),
  });
  return { definition, definitionHash: '', status, target: TARGET, updatedAt: '2026-11-21T10:00:00.000Z' };
}

/** A record of a prompt as the seeder writes it. */
export function promptRecord({ name, status = 'active' }: Omit<Wanted, 'version'>): PromptRecord {
  const definition = { name, title: name, description: 'Asks.', arguments: [], completes: [], requiredScopes: [] };
  return { definition, status, target: TARGET };
}
