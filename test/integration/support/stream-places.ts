import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { STAGE_STREAMS_KEY } from '../../../schemas/keys.ts';
import { endpoints } from '../../cloud/endpoints.ts';
import { operatorTables } from '../../cloud/registry.ts';

/**
 * Frees the places that subscription streams of earlier tests hold on the stage. Functions do not notice that a client has
 * disconnected, so the streams would keep their places for up to a minute.
 */
export async function freeStreamPlaces(): Promise<void> {
  const client = operatorTables(endpoints());
  await client.send(new DeleteCommand({ TableName: endpoints().tables.state, Key: STAGE_STREAMS_KEY }));
  client.destroy();
}
