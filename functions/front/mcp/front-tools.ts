import type { ToolRecord } from '../../../schemas/registry-records.ts';
import type { CatalogueView } from '../../platform/registry/view.ts';
import type { FrontRequest } from '../front-request.ts';
import { needsConfirmation } from '../guard/confirmation/confirmation.ts';
import { BATCH_RECORD } from './batch-tool.ts';
import { CONFIRM_RECORD } from './confirm-call.ts';
import { readRecord } from './read-resource.ts';

/**
 * The view with the tools that front itself answers, in their places by name. The public endpoint lists none. A
 * caller sees `confirm_call` only beside a tool that needs confirmation, and `read_resource` only beside a resource.
 */
export function withFrontTools({ view, endpoint }: Pick<FrontRequest, 'view' | 'endpoint'>): CatalogueView {
  if (endpoint.kind === 'public') return view;
  const { tools } = view;
  const read = readRecord(view);
  const own = [
    ...(read ? [read] : []),
    ...(tools.some(({ definition }) => !definition.public) ? [BATCH_RECORD] : []),
    ...(tools.some(({ definition }) => needsConfirmation(definition)) ? [CONFIRM_RECORD] : []),
  ];
  return { ...view, tools: own.reduce(inOrder, tools) };
}

function inOrder(tools: readonly ToolRecord[], added: ToolRecord): readonly ToolRecord[] {
  const after = tools.findIndex(({ definition }) => definition.name > added.definition.name);
  return tools.toSpliced(after === -1 ? tools.length : after, 0, added);
}
