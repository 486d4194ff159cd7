import http from 'node:http';
import https from 'node:https';
import { setGlobalDispatcher } from '../../core/egress/egress-dispatcher.ts';
import type { Outbound } from './outbound.ts';

/**
 * Makes the guarded ways out those of the whole process: an SDK that takes neither `fetch` nor an agent goes through
 * them as well. Not covered is a library that makes an agent or a socket of its own (the AWS SDK does, and has to reach
 * endpoints that no manifest names; Stripe's does unless it is given one): such an SDK is handed `agents`.
 */
export function useByDefault({ agents, dispatcher }: Pick<Outbound, 'agents' | 'dispatcher'>): void {
  http.globalAgent = agents.http;
  https.globalAgent = agents.https;
  setGlobalDispatcher(dispatcher);
}
