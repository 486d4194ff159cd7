import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import { expandTemplate } from '../../../core/uri-template/uri-template.ts';
import { JSON_TYPE, jsonContents } from '../../../kit/family/json-contents.ts';
import { readLimit } from '../../../kit/family/list-variables.ts';
import type { ResourceTemplate } from '../../../kit/tool/define-family.ts';
import { alertView } from '../alert-view.ts';
import { alertPage } from '../store/alerts.ts';
import { STATUSES, type Status } from '../store/records.ts';
import { READ_SCOPE } from '../tool-traits.ts';

const TEMPLATE = 'fraud://{user_id}/alerts{?status,limit,cursor}';

/** Transactions of a person that were flagged, newest first. */
export const alerts: ResourceTemplate = {
  definition: {
    uriTemplate: TEMPLATE,
    name: 'fraud-alerts',
    title: 'Flagged transactions',
    description: `Transactions of a person ("me" for yourself) that were flagged, newest first, with the reasons and how the review stands. status is one of ${STATUSES.join(', ')}; limit is 1 to 100 (20); cursor is the "next" of the page before. With a status, a page may be short and still go on.`,
    mimeType: JSON_TYPE,
    completes: ['status'],
    requiredScopes: READ_SCOPE,
    ttlSeconds: 0,
  },
  complete: { status: (typed) => STATUSES.filter((status) => status.startsWith(typed)) },
  async read(variables, call) {
    const { user_id: owner = '', status, limit, cursor } = variables;
    const page = await alertPage(call.store, {
      owner,
      limit: readLimit(limit, { max: 100, standard: 20 }),
      status: status === undefined ? undefined : statusOf(status),
      cursor,
    });
    return jsonContents(expandTemplate(TEMPLATE, variables), {
      alerts: await Promise.all(page.alerts.map((alert) => alertView(call, alert, owner))),
      has_more: page.next !== undefined,
      next: page.next,
    });
  },
};

function statusOf(text: string): Status {
  const status = STATUSES.find((one) => one === text);
  if (status) return status;
  throw new ManifoldError('E2004', '"status" is not valid.', {
    details: { field: 'status', expectedFormat: `one of ${STATUSES.join(', ')}` },
  });
}
