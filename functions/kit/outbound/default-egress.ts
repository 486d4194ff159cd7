import http from 'node:http';
import https from 'node:https';
import { setGlobalDispatcher } from '../../core/egress/egress-dispatcher.ts';
import type { Outbound } from './outbound.ts';

/**
 * Makes the guarded agents and dispatcher the defaults of the process, so that an SDK that takes neither `fetch` nor an
 * agent uses them as well. A library that makes its own agent or socket is not covered; pass `agents` to it. The AWS
 * SDK makes its own, and has to reach endpoints that no manifest names; Stripe's SDK does so unless it is given one.
 */
export function useByDefault({ agents, dispatcher }: Pick<Outbound, 'agents' | 'dispatcher'>): void {
  http.globalAgent = agents.http;
  https.globalAgent = agents.https;
  setGlobalDispatcher(dispatcher);
}
