/** The tree of a template. Every node has the line it starts on. */

export type Expression =
  | { kind: 'constant'; value: null | boolean | bigint | number | string; line: number }
  | { kind: 'name'; name: string; line: number }
  | { kind: 'tuple' | 'list'; items: Expression[]; line: number }
  | { kind: 'dict'; items: { key: Expression; value: Expression }[]; line: number }
  | { kind: 'attribute'; value: Expression; name: string; line: number }
  | { kind: 'item'; value: Expression; key: Expression; line: number }
  | {
      kind: 'slice';
      start: Expression | undefined;
      stop: Expression | undefined;
      step: Expression | undefined;
      line: number;
    }
  | { kind: 'call'; callee: Expression; args: CallArguments; line: number }
  | FilterNode
  | { kind: 'test'; value: Expression; name: string; args: CallArguments; line: number }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression; line: number }
  | { kind: 'unary'; operator: '-' | '+'; value: Expression; line: number }
  | { kind: 'and' | 'or'; left: Expression; right: Expression; line: number }
  | { kind: 'not'; value: Expression; line: number }
  | { kind: 'concat'; items: Expression[]; line: number }
  | { kind: 'compare'; first: Expression; rest: { operator: Comparison; value: Expression }[]; line: number }
  | { kind: 'condition'; test: Expression; whenTrue: Expression; otherwise: Expression | undefined; line: number };

/** A filter; without a value it is the one of a block, and gets what the block prints. */
export interface FilterNode {
  kind: 'filter';
  value: Expression | undefined;
  name: string;
  args: CallArguments;
  line: number;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export interface CallArguments {
  positional: Expression[];
  keyword: { name: string; value: Expression }[];
  spread: Expression | undefined;
  spreadKeywords: Expression | undefined;
}

/** What is assigned to: a name, names in a tuple, or an attribute of a namespace. */
export type Target =
  | { kind: 'target'; name: string; line: number }
  | { kind: 'targets'; items: Target[]; line: number }
  | { kind: 'namespace'; name: string; attribute: string; line: number };

export interface Parameter {
  name: string;
  fallback: Expression | undefined;
}

export type Statement =
  | { kind: 'output'; parts: (string | Expression)[]; line: number }
  | ForNode
  | { kind: 'if'; branches: { test: Expression; body: Statement[] }[]; otherwise: Statement[]; line: number }
  | MacroNode
  | {
      kind: 'call block';
      parameters: Parameter[];
      call: Expression & { kind: 'call' };
      body: Statement[];
      line: number;
    }
  | { kind: 'filter block'; filter: FilterNode; body: Statement[]; line: number }
  | { kind: 'set'; target: Target; value: Expression; line: number }
  | { kind: 'set block'; target: Target; filter: FilterNode | undefined; body: Statement[]; line: number }
  | { kind: 'with'; bindings: { target: Target; value: Expression }[]; body: Statement[]; line: number }
  | { kind: 'autoescape'; value: Expression; body: Statement[]; line: number }
  | BlockNode
  | { kind: 'extends'; template: Expression; line: number }
  | { kind: 'include'; template: Expression; ignoreMissing: boolean; withContext: boolean; line: number }
  | { kind: 'import'; template: Expression; target: string; withContext: boolean; line: number }
  | { kind: 'from'; template: Expression; names: { name: string; alias: string }[]; withContext: boolean; line: number }
  | { kind: 'do'; value: Expression; line: number }
  | { kind: 'break' | 'continue'; line: number };

export interface ForNode {
  kind: 'for';
  target: Target;
  iterable: Expression;
  test: Expression | undefined;
  recursive: boolean;
  body: Statement[];
  otherwise: Statement[];
  line: number;
}

export interface MacroNode {
  kind: 'macro';
  name: string;
  parameters: Parameter[];
  body: Statement[];
  line: number;
}

export interface BlockNode {
  kind: 'block';
  name: string;
  scoped: boolean;
  required: boolean;
  body: Statement[];
  line: number;
}
