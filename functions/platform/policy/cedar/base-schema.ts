/**
 * The fixed part of the schema, in Cedar's language. policies/schema.cedarschema is the same text for people and
 * editors; a test holds the two equal.
 */
export const BASE_SCHEMA = `// What policies may speak of. Each version of each tool adds an action \`call:<tool>@<version>\` in the group
// \`call:<tool>\`, whose context types the arguments that the tool lets policies read: \`npm run policy -- schema\`
// prints it all.

entity Role;
entity Tenant;
entity Family;
entity Category;
entity Tag;
entity Bundle;

entity User in [Role, Tenant] {
  id: String,
  tenant: String,
  // free, personal, team, enterprise; the rank counts from 0.
  tier: String,
  tierRank: Long,
  scopes: Set<String>,
  // Id of the key or token that was presented.
  credential: String,
  // Where present, the credential is limited to these.
  permissions?: Set<String>,
};

entity Tool in [Family, Category, Tag, Bundle] {
  name: String,
  version: String,
  family: String,
  category: String,
  subcategory: String,
  tags: Set<String>,
  requiredScopes: Set<String>,
  requiredTier?: String,
  requiredTierRank?: Long,
  readOnly: Bool,
  destructive: Bool,
  idempotent: Bool,
  openWorld: Bool,
  movesMoney: Bool,
  sensitive: Bool,
  public: Bool,
};

// \`name\` is the URI or the URI template.
entity Resource in [Family, Tag, Bundle] {
  name: String,
  family: String,
  tags: Set<String>,
  requiredScopes: Set<String>,
};

entity Prompt in [Family, Tag, Bundle] {
  name: String,
  family: String,
  tags: Set<String>,
  requiredScopes: Set<String>,
};

// What is administered: "tools", "policies", "audit", "metrics", "users", "conversations".
entity Platform {
  name: String,
};

type Time = {
  // Seconds since 1970.
  unix: Long,
  // UTC; Monday is 1, Sunday 7.
  hour: Long,
  weekday: Long,
};

type Target = {
  // "cluster" or "device"
  kind: String,
  name: String,
  tags: Set<String>,
  // What the call touches; empty: all of the target.
  namespaces: Set<String>,
  commands: Set<String>,
  // Ids of the grants that together cover all of it; empty where they do not.
  grants: Set<String>,
};

type Circumstances = {
  time: Time,
  sourceIp?: ipaddr,
  // "all", "public" or the name of a bundle.
  endpoint: String,
  mfaAgeSeconds?: Long,
  // What the input guards noticed: "prompt_injection", "script".
  findings: Set<String>,
};

// What fills the URI template of a resource, as far as some template has the variable. \`user_id\` is a resolved id.
type Variables = { user_id?: String };

type Reading = {
  time: Time,
  sourceIp?: ipaddr,
  endpoint: String,
  mfaAgeSeconds?: Long,
  findings: Set<String>,
  // Resources alone have them.
  variables?: Variables,
};

action "tools:list" appliesTo { principal: [User], resource: [Tool, Resource, Prompt], context: Circumstances };

// A resource is read, a prompt is fetched.
action "tools:read" appliesTo { principal: [User], resource: [Tool, Resource, Prompt], context: Reading };

// A tool is called: \`action in Action::"tools:execute"\` means the calls of all tools.
action "tools:execute" appliesTo {
  principal: [User],
  resource: [Tool],
  context: { arguments: {}, findings: Set<String>, target?: Target, mfaAgeSeconds?: Long, time: Time, sourceIp?: ipaddr, endpoint: String },
};

type Acting = {
  time: Time,
  sourceIp?: ipaddr,
  endpoint: String,
  mfaAgeSeconds?: Long,
  findings: Set<String>,
  // Id of the person for whom the principal acts, who is another one of the tenant.
  owner: String,
};

// A call or a resource names another person: asked before the call, or the reading, itself.
action "users:act" appliesTo { principal: [User], resource: [Tool, Resource], context: Acting };

action "tools:write", "policies:read", "policies:write", "audit:read", "metrics:read", "users:manage", "conversations:create"
  appliesTo { principal: [User], resource: [Platform], context: Circumstances };
`;

/** The line of it that names the variables of templates; `schemaFor` puts those of the catalogue in its place. */
export const VARIABLES_LINE = 'type Variables = { user_id?: String };';
