/** Style of the sign-in page: light and dark, from 360 pixels of width, without external resources. */
export const STYLE = `
:root { color-scheme: light dark; --back: #f5f6f8; --card: #fff; --text: #1b2330; --dim: #55606f; --line: #c9d0d9;
  --accent: #1f5fd0; --on-accent: #fff; --risk: #8a3b00; --risk-back: #fff1e3; --risk-line: #e0a468; }
@media (prefers-color-scheme: dark) {
  :root { --back: #11151b; --card: #1a2029; --text: #e7ebf0; --dim: #a3aebb; --line: #3a4452;
    --accent: #7aa7ff; --on-accent: #0d1421; --risk: #ffc48a; --risk-back: #33240f; --risk-line: #8a6232; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
.brand { margin: 0 0 1.5rem; font-weight: 700; letter-spacing: .02em; }
.brand span { color: var(--dim); font-weight: 400; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 1rem 0 .25rem; font-size: .9rem; color: var(--dim); }
.host, .hint { margin: .25rem 0; color: var(--dim); overflow-wrap: anywhere; }
.host strong { color: var(--text); }
fieldset { margin: 1.25rem 0; padding: 1rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--card);
  min-width: 0; }
legend { padding: 0 .4rem; font-weight: 600; }
label { display: flex; gap: .65rem; align-items: flex-start; cursor: pointer; border-radius: .5rem; }
input { flex: none; width: 1.1rem; height: 1.1rem; margin: .2rem 0 0; accent-color: var(--accent); }
label > span { min-width: 0; overflow-wrap: anywhere; }
.people { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .5rem; margin-bottom: .75rem; }
.person { padding: .6rem .75rem; border: 1px solid var(--line); }
.person:has(:checked) { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
small { display: block; color: var(--dim); font-size: .85rem; }
.person .extra { display: none; margin-top: .25rem; color: var(--text); }
.person:has(:checked) .extra { display: block; }
.tick { padding: .35rem .5rem; }
.risky { margin: .25rem 0; border: 1px solid var(--risk-line); background: var(--risk-back); }
em { font-style: normal; font-size: .8rem; font-weight: 600; color: var(--risk); white-space: nowrap; }
em::before { content: "\\26A0\\FE0E"; margin-right: .3rem; }
code { color: var(--dim); font-size: .8rem; }
label:focus-within { outline: 2px solid var(--accent); outline-offset: 2px; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; }
button { min-width: 8rem; padding: .65rem 1.25rem; font: inherit; color: var(--text); background: var(--card);
  border: 1px solid var(--line); border-radius: .5rem; cursor: pointer; }
.primary { color: var(--on-accent); background: var(--accent); border-color: var(--accent); font-weight: 600; }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 26rem) { .people { grid-template-columns: 1fr; } button { flex: 1; } }
`;
