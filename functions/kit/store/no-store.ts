import { ManifoldError } from '../../core/errors/manifold-error.ts';
import type { BackgroundStore, FamilyStore, TenantStore } from './store.ts';

const refuse = () =>
  Promise.reject(
    new ManifoldError('E5001', 'The family has no table of its own.', {
      details: { suggestion: 'Declare a "store" in family.ts.' },
    }),
  );

const refusing: TenantStore = {
  get: refuse,
  put: refuse,
  update: refuse,
  query: refuse,
  delete: refuse,
  transact: refuse,
};

/** The store of a family whose manifest declares no store: every use of it fails. */
export const NO_STORE: FamilyStore & BackgroundStore = { ...refusing, shared: refusing, of: () => refusing };
