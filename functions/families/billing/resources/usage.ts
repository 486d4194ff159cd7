import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import type { UsageRow } from '../../../kit/capabilities/usage-client.ts';
import { usageClient } from '../../../kit/capabilities/usage-client.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'billing://{user_id}/usage{?start_date,end_date}';

/** Usage of a person, from the counters of the platform. */
export const usage: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'usage',
    title: 'Usage',
    description:
      'Calls of tools by a person ("me" for yourself), and refused calls, which are not billed, by day, tool and tier, and in total. Days are YYYY-MM-DD, UTC, both included. The current month until today if left out.',
    mimeType: JSON_TYPE,
    completes: [],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: {},
  async read(variables, call) {
    const { user_id: principal = '', start_date: from, end_date: to } = variables;
    const { tenant } = call.context.principal;
    const rows = await usageClient().between({ tenant, principal, from, to });
    return jsonContents(expandTemplate(TEMPLATE, variables), usageFacts(rows));
  },
};

/** Rows of usage and their sums. */
export function usageFacts(rows: readonly UsageRow[]) {
  const byTool = new Map<string, number>();
  for (const { tool, calls } of rows) byTool.set(tool, (byTool.get(tool) ?? 0) + calls);
  return {
    total_calls: rows.reduce((sum, { calls }) => sum + calls, 0),
    total_refused: rows.reduce((sum, { refused }) => sum + refused, 0),
    by_tool: Object.fromEntries(byTool),
    days: rows.map(({ day, tool, tier, calls, refused }) => ({ day, tool, tier, calls, refused })),
  };
}
