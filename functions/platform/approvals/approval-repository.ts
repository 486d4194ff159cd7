/**
 * Approvals, in the state table. Access patterns:
 * - one: GetItem <tenant>#approvals / approval#<id>, consistent
 * - all of a tenant: Query <tenant>#approvals, all pages; for commands of operators, never on the path of a call
 * - ask: PutItem, conditional on there being no approval that is still valid
 * - decide: UpdateItem pending to approved or denied, conditional on four eyes
 * - use: Update approved to used, in the transaction of the call (a permit)
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Approval, type ApprovalDecision } from '../../../schemas/approval.ts';
import { approvalKey } from '../../../schemas/keys.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { hashOf } from '../../core/json/canonical.ts';
import { readableRecord, readableRecords } from '../../core/records/readable-records.ts';
import type { StateTable } from '../../core/state-table/state-table.ts';
import type { Confirmable } from '../confirmation/sealed-proof.ts';
import type { Permit } from '../idempotency/permit.ts';

/** How long an approval can be decided and used. */
const APPROVAL_SECONDS = 24 * 3600;

const nowSeconds = () => Math.floor(Date.now() / 1000);

/** The id of the approval of a call. */
export function approvalId(call: Confirmable): string {
  return hashOf(call).slice(0, 32);
}

/** The approval with this id, if it has not expired. */
export async function findApproval(
  { client, table }: StateTable,
  tenant: string,
  id: string,
): Promise<Approval | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: approvalKey(tenant, id), ConsistentRead: true }),
  );
  const approval = Item && readableRecord(Approval, Item, { kind: 'approval' });
  return approval && approval.expiresAt > nowSeconds() ? approval : undefined;
}

/** All approvals of a tenant that have not expired; no page limit, so that many requests cannot hide one. */
export async function listApprovals({ client, table }: StateTable, tenant: string): Promise<Approval[]> {
  const query = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    // TTL deletes late, so expired items may still be there.
    FilterExpression: 'expiresAt > :now',
    ExpressionAttributeValues: { ':pk': approvalKey(tenant, '').pk, ':now': nowSeconds() },
  };
  const approvals: Approval[] = [];
  let bytes = 0;
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    for (const approval of readableRecords(Approval, Items, { kind: 'approval' })) {
      bytes += Buffer.byteLength(JSON.stringify(approval));
      if (bytes > MOST_LISTED_BYTES) throw tooMany();
      approvals.push(approval);
    }
  }
  return approvals;
}

/** A function answers with 6 MB at most. */
const MOST_LISTED_BYTES = 5_000_000;

const tooMany = () =>
  new ManifoldError(
    'E2006',
    'There are too many open approvals for one list. Decide some by their id, which the answer of each call names, or wait until some expire.',
  );

/** Asks for an approval; returns the existing one if the same call asked at the same time. */
export async function askForApproval(
  state: StateTable,
  call: Confirmable,
  why: Pick<Approval, 'effect' | 'reasons'>,
): Promise<Approval> {
  const approval: Approval = {
    ...call,
    ...why,
    id: approvalId(call),
    status: 'pending',
    createdAt: new Date().toISOString(),
    expiresAt: nowSeconds() + APPROVAL_SECONDS,
  };
  try {
    await state.client.send(
      new PutCommand({
        TableName: state.table,
        Item: { ...approvalKey(call.tenant, approval.id), ...approval },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now OR #status = :used',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':now': nowSeconds(), ':used': 'used' },
      }),
    );
    return approval;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return (await findApproval(state, call.tenant, approval.id)) ?? approval;
  }
}

/**
 * Decides a pending approval.
 * @param hands a principal with all its makers, up to the owner
 * @throws {ManifoldError} E4007 if there is no such approval, E1004 if the decider asked for it or shares a maker with
 *   the
 * principal that did, E2001 if it is decided already
 */
export async function decideApproval(
  state: StateTable,
  { tenant, id, decider, hands }: { tenant: string; id: string; decider: string; hands: (id: string) => Set<string> },
  { decision, comment }: ApprovalDecision,
): Promise<Approval> {
  const approval = await findApproval(state, tenant, id);
  if (!approval) throw new ManifoldError('E4007', `There is no approval "${id}", or it has expired.`);
  if (approval.principal === decider)
    throw new ManifoldError('E1004', 'The principal that asked for an approval cannot decide it.');
  const theirs = hands(decider);
  if ([...hands(approval.principal)].some((hand) => theirs.has(hand)))
    throw new ManifoldError(
      'E1004',
      'The decider of an approval must neither have made the agent that asked for it, nor have the same maker.',
    );
  try {
    const { Attributes } = await state.client.send(
      new UpdateCommand({
        TableName: state.table,
        Key: approvalKey(tenant, id),
        UpdateExpression: 'SET #status = :status, decidedBy = :decider, decidedAt = :now, #comment = :comment',
        ConditionExpression: '#status = :pending AND #principal <> :decider',
        ExpressionAttributeNames: { '#status': 'status', '#comment': 'comment', '#principal': 'principal' },
        ExpressionAttributeValues: {
          ':status': decision === 'approve' ? 'approved' : 'denied',
          ':pending': 'pending',
          ':decider': decider,
          ':now': new Date().toISOString(),
          ':comment': comment ?? '',
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Approval.parse(Attributes);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new ManifoldError('E2001', `The approval is already ${approval.status}.`, { cause: error });
  }
}

/** The permit of a granted approval, which is valid for one call. */
export function approvalPermit({ tenant, id }: Approval): Permit {
  return {
    use: (table, owner) => ({
      Update: {
        TableName: table,
        Key: approvalKey(tenant, id),
        UpdateExpression: 'SET #status = :used, usedBy = :owner',
        ConditionExpression: '#status = :approved OR (#status = :used AND usedBy = :owner)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':approved': 'approved', ':used': 'used', ':owner': owner },
      },
    }),
    used: new ManifoldError('E3010', 'This approval was used before. An approval is valid for one call.', {
      retryable: false,
    }),
  };
}
