/**
 * Approvals, in the state table. Access patterns:
 * - one: GetItem <tenant>#approvals / approval#<id>, consistent
 * - all of a tenant: Query <tenant>#approvals, all pages; an operator's command, never on a call's path
 * - ask: PutItem, conditional on there being none that counts
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

/** How long an approval may be decided and, once given, used. */
const APPROVAL_SECONDS = 24 * 3600;

const nowSeconds = () => Math.floor(Date.now() / 1000);

/** The id under which a call's approval is kept. */
export function approvalId(call: Confirmable): string {
  return hashOf(call).slice(0, 32);
}

/** The approval of a call where there is one that still counts. */
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

/** Approvals of a tenant that still count: all of them, so that nobody hides one behind many. */
export async function listApprovals({ client, table }: StateTable, tenant: string): Promise<Approval[]> {
  const query = {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    // TTL deletes late, so what is over is still there.
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

/** Asks for an approval, or gives the one that was asked for at the same time. */
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
 * @param hands everybody in the chain of who made whom above a principal, itself included
 * @throws {ManifoldError} E4007 where there is none, E1004 where the decider asked for it or has a hand in who did, E2001
 * where it is decided
 */
export async function decideApproval(
  state: StateTable,
  { tenant, id, decider, hands }: { tenant: string; id: string; decider: string; hands: (id: string) => Set<string> },
  { decision, comment }: ApprovalDecision,
): Promise<Approval> {
  const approval = await findApproval(state, tenant, id);
  if (!approval) throw new ManifoldError('E4007', `There is no approval "${id}", or its time is over.`);
  if (approval.principal === decider)
    throw new ManifoldError('E1004', 'An approval is decided by somebody else than who asked for it.');
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
    throw new ManifoldError('E2001', `The approval is ${approval.status} already.`, { cause: error });
  }
}

/** A given approval as a permit: it serves one call. */
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
    used: new ManifoldError('E3010', 'This approval was used before; it is good for one call.', { retryable: false }),
  };
}
