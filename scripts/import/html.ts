/** Escapes text for HTML, between tags and in quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --paper: #fff; --soft: #f6f8fa; --good: #1a7f37; --warn: #9a6700; --bad: #cf222e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9198a1; --line: #3d444d; --paper: #0d1117; --soft: #151b23; --good: #3fb950; --warn: #d29922; --bad: #f85149; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 1.5rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { margin: 0; font-size: 1.6rem; } h1 small { color: var(--quiet); font-weight: 400; } h2 { margin: 1.5rem 0 .5rem; font-size: 1.1rem; }
header p, .hint, td p, small { color: var(--quiet); margin: .2rem 0; }
.cards { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; }
.card { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem 1rem; background: var(--soft); min-width: 8rem; }
.card b { display: block; font-size: 1.5rem; } .card span { display: block; } 
.card.accepted b, .ok { color: var(--good); } .card.lossy b { color: var(--warn); } .card.refused b { color: var(--bad); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
th { position: sticky; top: 0; background: var(--soft); font-weight: 600; white-space: nowrap; } .n { text-align: right; }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
.badge { border: 1px solid currentColor; border-radius: 1rem; padding: 0 .5rem; font-size: 12px; white-space: nowrap; }
.badge.accepted, .badge.compatible, .badge.added { color: var(--good); } .badge.lossy, .badge.changed { color: var(--warn); } .badge.refused, .badge.breaking, .badge.removed { color: var(--bad); }
ul { margin: .3rem 0; padding-left: 1.2rem; } li.loss { color: var(--warn); } li.refusal, li.breaking { color: var(--bad); } li code { color: var(--quiet); }
details { margin-top: .2rem; } summary { cursor: pointer; color: var(--quiet); font-size: 13px; }
.filter { display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; } input[type=search] { font: inherit; padding: .3rem .5rem; min-width: 18rem; }
`;

const SCRIPT = `
const find = document.getElementById('find');
const boxes = [...document.querySelectorAll('.filter input[type=checkbox]')];
const rows = [...document.querySelectorAll('tbody tr')];
const show = () => {
  const text = find.value.toLowerCase();
  const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  for (const row of rows) row.hidden = !verdicts.has(row.dataset.verdict) || !row.textContent.toLowerCase().includes(text);
};
find.addEventListener('input', show);
for (const box of boxes) box.addEventListener('change', show);
`;

/** A page with its own style and script; its content security policy allows nothing else. */
export function htmlPage({ title, body }: { title: string; body: string }): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escaped(title)}</title><style>${STYLE}</style></head>
<body>${body}
<script>${SCRIPT}</script></body></html>`;
}
