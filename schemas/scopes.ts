/** Scope of the administrators' REST API. */
export const ADMIN_SCOPE = 'admin';

/** Scope to see and decide approvals, which is the one part of the administrators' API that is for operators too. */
export const APPROVALS_SCOPE = 'approvals:decide';

/** Scope to act for other people of the own tenant: to name a `user_id` that is not the caller's. */
export const USERS_ACT_SCOPE = 'users:act';

/** Asks for a refresh token (OpenID Connect Core, 11); it opens nothing by itself. */
export const OFFLINE_ACCESS = 'offline_access';

/** Argument, or variable of a URI template, that names whose data is meant. */
export const OWNER_FIELD = 'user_id';
