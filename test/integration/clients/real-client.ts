/** One client that people use, reduced to the calls of this test. */
export interface RealClient {
  name: string;
  /** Connects, lists all tools and calls `save_note` of the harness; answers with the names and the result. */
  listAndCall(endpoint: { url: string; key: string }): Promise<{ tools: string[]; result: unknown; revision?: string }>;
}

/** The call that every client makes. */
export const CALL = { name: 'save_note', arguments: { person: 'Test Person', topic: 'onboarding' } };
