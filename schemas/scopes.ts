/** Scope of the administrators' REST API. */
export const ADMIN_SCOPE = 'admin';
