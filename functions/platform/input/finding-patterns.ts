/** Kinds of findings. */
export type FindingKind = 'prompt_injection' | 'script';

/** A pattern to search for. Ids never change, since policies name them. */
export interface FindingPattern {
  readonly id: string;
  readonly kind: FindingKind;
  readonly pattern: RegExp;
}

/*
 * findings.ts prepares the text before it is searched: lower case, compatibility forms and look-alikes replaced,
 * invisible characters removed, white space as single spaces. No pattern backtracks: every repetition is bounded, or
 * over characters that the next part excludes, so that the time stays linear.
 */

/** The platform source (section 7.4) in its words, and the variants that are in common use. */
const PROMPT_INJECTION: Record<string, RegExp> = {
  'ignore-instructions':
    /\b(?:ignore|disregard|forget|bypass|override|do not follow|don't follow|stop following)(?: \w{1,12}){0,4} (?:instructions?|directions?|prompts?|rules|guidelines|constraints|commands)\b/,
  'disregard-prior':
    /\b(?:disregard|ignore|forget) (?:all |everything |anything |any |the |your )*(?:prior|previous|above|preceding|earlier)\b/,
  'forget-everything': /\bforget (?:everything|all)(?: \w{1,12}){0,3} (?:told|said|know|learned|above|before)\b/,
  'system-prefix': /system: ?/,
  'role-marker':
    /<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|end_header_id|eot_id)\|>|\[\/?inst\]|<<\/?sys>>|<\/?(?:system|assistant)>|(?:^|\s)#{1,6} ?(?:system|assistant|instructions?) ?(?:prompt|message)?:|(?:^|["'\n] ?)(?:assistant|human|developer): /,
  'new-role':
    /\byou are (?:now|no longer) |\b(?:act|behave|respond) as (?:if you (?:are|were|have)|an? (?:unrestricted|uncensored|unfiltered|jailbroken))|\bpretend (?:to be|that you|you are)\b|\bfrom now on,? you\b/,
  jailbreak:
    /\b(?:jailbreak|jailbroken|do anything now|developer mode (?:enabled|on)|dan mode|no (?:restrictions|filters|limitations) (?:apply|mode))\b/,
  'new-instructions':
    /\b(?:new|updated|real|actual|revised|important) (?:system )?instructions?:|\bend of (?:system )?(?:prompt|instructions|context)\b/,
  'reveal-prompt':
    /\b(?:reveal|show|print|repeat|output|display|tell me|what (?:is|are))(?: \w{1,12}){0,3} (?:system prompt|initial prompt|hidden prompt|hidden instructions|system message|your instructions)\b/,
  'hide-from-user':
    /\b(?:do not|don't|never|without) (?:tell|telling|inform|informing|mention|mentioning|notify|notifying|show|showing|alert|alerting)(?: \w{1,12}){0,3} (?:user|human|person|operator)s?\b/,
  'call-a-tool':
    /<\/?(?:tool_call|function_call|tool_use|antml:[a-z_]{1,20}|invoke)\b|\b(?:call|invoke|execute|use) the (?:\w{1,40} )?(?:tool|function) (?:with|and|without|immediately)\b/,
  'send-away':
    /\b(?:send|post|upload|forward|exfiltrate|leak)(?: \w{1,12}){0,6} (?:password|passwords|credential|credentials|secret|secrets|api key|api keys|token|tokens|conversation|chat history)(?: \w{1,12}){0,3} to\b/,
};

const SCRIPT: Record<string, RegExp> = {
  'script-tag': /<\s?\/?\s?script\b|%3c(?:%2f)?script\b|&(?:lt|#0*60|#x0*3c);? ?script\b/,
  'javascript-url': /\b(?:java|vb|live) ?script ?(?::|&colon;|&#0*58;?|&#x0*3a;?|%3a)/,
  'event-handler': /<[a-z][^<>]{0,400}[\s"'/]on[a-z]{3,30}\s?=|^on(?:error|load|click|mouseover|focus|toggle)\s?=/,
  'data-html': /\bdata ?: ?(?:text\/html|application\/xhtml\+xml|image\/svg\+xml|text\/xml)/,
  'active-element': /<\s?(?:iframe|object|embed|applet|base|meta|link|form|svg|math|style)[\s/>]/,
  'srcdoc-or-import': /\bsrcdoc\s?=|\bexpression\s?\(|@import\s/,
};

/** All patterns, in the order in which findings are listed. */
export const FINDING_PATTERNS: readonly FindingPattern[] = [
  ...patternsOf('prompt_injection', PROMPT_INJECTION),
  ...patternsOf('script', SCRIPT),
];

function patternsOf(kind: FindingKind, patterns: Record<string, RegExp>): FindingPattern[] {
  return Object.entries(patterns).map(([id, pattern]) => ({ id, kind, pattern }));
}
