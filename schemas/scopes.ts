/** Scope of the administrators' REST API. */
export const ADMIN_SCOPE = 'admin';

/** Scope to see and decide approvals, the one part of the administrators' API that operators may use. */
export const APPROVALS_SCOPE = 'approvals:decide';

/** Scope to act for other people of the same tenant, by naming a `user_id` other than the caller's. */
export const USERS_ACT_SCOPE = 'users:act';

/** Scope to see what a stage offers. Each sign-in may have it, because a sign-in without any scope is useless. */
export const LIST_SCOPE = 'tools:list';

/** Scope that requests a refresh token (OpenID Connect Core, section 11). It allows nothing by itself. */
export const OFFLINE_ACCESS = 'offline_access';

/** Name of the argument, or of the variable of a URI template, that says whose data is meant. */
export const OWNER_FIELD = 'user_id';
