const dark = `
  color-scheme: dark;
  --page: #101317; --card: #181c22; --sunken: #13171c; --line: #2a3038; --line-strong: #414a55;
  --text: #e8ebef; --muted: #a2abb7; --accent: #8ab6ff; --focus: #8ab6ff;
  --match: #4cc27d; --match-soft: #16341f; --match-text: #a6e8bf;
  --differ: #e0a93e; --differ-soft: #3a2c10; --differ-text: #f6d590;
  --failed: #f1737c; --failed-soft: #421b1f; --failed-text: #fbb9be;
  --unreachable: #a99bf0; --unreachable-soft: #2a2548; --unreachable-text: #d0c8fa;
  --skipped: #8b95a1; --skipped-soft: #262c33; --skipped-text: #c0c8d1;
  --ins: #14301f; --ins-text: #b3ecc9; --ins-mark: #25613c; --del: #3a1a1d; --del-text: #f8c2c5; --del-mark: #78313a;
  --shadow: none;
`

/** The page's only style sheet: system fonts, light and dark, narrow and wide, and paper. */
export const style = `
:root {
  color-scheme: light;
  --page: #f6f7f9; --card: #ffffff; --sunken: #f0f2f5; --line: #dfe3e8; --line-strong: #c3cad3;
  --text: #16191d; --muted: #565e69; --accent: #1f5fbf; --focus: #1f5fbf;
  --match: #1a7f47; --match-soft: #dff3e6; --match-text: #14532d;
  --differ: #b7791f; --differ-soft: #fdf0d5; --differ-text: #6f4309;
  --failed: #c62f3b; --failed-soft: #fde4e5; --failed-text: #8a1620;
  --unreachable: #6b5bb5; --unreachable-soft: #ebe7fa; --unreachable-text: #463788;
  --skipped: #7a838f; --skipped-soft: #e9ecef; --skipped-text: #474e58;
  --ins: #e3f5ea; --ins-text: #0f4a2a; --ins-mark: #a9e0bf; --del: #fdeaea; --del-text: #7c1a22; --del-mark: #f6bfc1;
  --shadow: 0 1px 2px rgb(20 25 35 / 0.06), 0 2px 8px rgb(20 25 35 / 0.04);
  --sans: system-ui, -apple-system, "Segoe UI Variable Text", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme="light"]) {${dark}}
}
:root[data-theme="dark"] {${dark}}

*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 400 1rem/1.5 var(--sans); font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
header, main, footer { max-width: 70rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2.5rem; }
main > section { margin-top: 2.75rem; }
header + main > section:first-child { margin-top: 1.75rem; }
footer { margin-top: 3.5rem; padding-bottom: 2.5rem; color: var(--muted); font-size: 0.8125rem; }
h1 { margin: 0.25rem 0 0.5rem; font-size: clamp(1.625rem, 1.2rem + 1.6vw, 2.25rem); line-height: 1.15; font-weight: 680; letter-spacing: -0.02em; text-wrap: balance; }
h2 { margin: 0 0 0.75rem; font-size: 1.25rem; line-height: 1.3; font-weight: 650; letter-spacing: -0.01em; }
h3 { margin: 0; font-size: 1rem; line-height: 1.4; font-weight: 620; }
h4 { margin: 0; font-size: 0.9375rem; line-height: 1.45; font-weight: 600; }
p { margin: 0; }
code, pre, del, ins, .identity { font-family: var(--mono); }
.top { display: flex; justify-content: space-between; align-items: center; gap: 1rem; min-height: 2rem; }
.overline { color: var(--muted); font-size: 0.8125rem; font-weight: 600; letter-spacing: 0.02em; }
.sentence { font-size: 1.0625rem; max-width: 82ch; }
.meta { margin-top: 0.25rem; color: var(--muted); font-size: 0.875rem; }
.lead { margin-bottom: 0.75rem; color: var(--muted); font-size: 0.9375rem; }
.quiet { color: var(--muted); font-size: 0.9375rem; }
.visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; padding: 0.5rem 0.875rem; background: var(--card); color: var(--accent); border-radius: 6px; z-index: 2; }
.skip:focus { top: 0.75rem; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 6px; }

button, input {
  font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line-strong); border-radius: 8px;
  min-height: 2.25rem; padding: 0.25rem 0.75rem; font-size: 0.875rem;
}
button { cursor: pointer; }
button:hover { border-color: var(--muted); }
#theme { min-height: 2rem; color: var(--muted); background: transparent; border-color: transparent; }
#theme:hover { color: var(--text); border-color: var(--line-strong); }

.match { --c: var(--match); --soft: var(--match-soft); --on: var(--match-text); }
.differ { --c: var(--differ); --soft: var(--differ-soft); --on: var(--differ-text); }
.failed { --c: var(--failed); --soft: var(--failed-soft); --on: var(--failed-text); }
.unreachable { --c: var(--unreachable); --soft: var(--unreachable-soft); --on: var(--unreachable-text); }
.skipped { --c: var(--skipped); --soft: var(--skipped-soft); --on: var(--skipped-text); }

.shares { display: block; width: 100%; height: 8px; border-radius: 4px; margin-bottom: 1rem; background: var(--line); }
.shares rect { fill: var(--c); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.75rem; }
.tile {
  display: flex; flex-direction: column; align-items: flex-start; gap: 0.125rem; padding: 0.875rem 1rem; text-align: left;
  border: 1px solid var(--line); border-radius: 12px; background: var(--card); box-shadow: var(--shadow);
}
.tile .number { font-size: 1.875rem; line-height: 1.1; font-weight: 640; letter-spacing: -0.02em; }
.tile .label { display: inline-flex; align-items: center; gap: 0.4375rem; color: var(--muted); font-size: 0.875rem; }
.tile[aria-pressed="true"] { border-color: var(--c, var(--accent)); box-shadow: inset 0 0 0 1px var(--c, var(--accent)); }
.tile .glyph, .legend .glyph, .state .glyph {
  display: inline-grid; place-items: center; width: 1.125rem; height: 1.125rem; border-radius: 5px; flex: none;
  background: var(--soft); color: var(--on); font-size: 0.75rem; font-weight: 700; line-height: 1;
}

.fleet, .legend { list-style: none; margin: 0; padding: 0; }
.fleet { display: grid; gap: 0.5rem; }
.fleet.large { grid-template-columns: repeat(auto-fill, minmax(min(12rem, 100%), 1fr)); }
.fleet.medium { grid-template-columns: repeat(auto-fill, minmax(6.75rem, 1fr)); gap: 0.375rem; }
.fleet.small { grid-template-columns: repeat(auto-fill, minmax(1.375rem, 1fr)); gap: 3px; }
.fleet:has(li) { min-height: 1.375rem; }
.cell {
  width: 100%; min-height: 0; padding: 0; border: 1px solid transparent; border-radius: 6px; background: var(--soft); color: var(--on);
  overflow: hidden; text-align: left; line-height: 1.2;
}
.cell:hover { border-color: var(--c); }
.fleet.large .cell { display: grid; grid-template-columns: auto 1fr; gap: 0 0.625rem; padding: 0.625rem 0.75rem; border-radius: 10px; }
.fleet.large .glyph { grid-row: span 2; align-self: center; font-size: 1.125rem; font-weight: 700; width: 1.25rem; text-align: center; }
.fleet.large .name { font-weight: 620; font-size: 0.9375rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.fleet.large .state { font-size: 0.8125rem; }
.fleet.medium .cell { display: flex; align-items: center; gap: 0.4375rem; padding: 0.3125rem 0.5rem; font-size: 0.8125rem; }
.fleet.medium .glyph { font-weight: 700; width: 0.75rem; text-align: center; flex: none; }
.fleet.medium .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.fleet.small .cell { aspect-ratio: 1; border-radius: 4px; text-align: center; font-size: 0.6875rem; font-weight: 700; }
.fleet.small .name { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 0.375rem 1.125rem; margin-top: 0.875rem; color: var(--muted); font-size: 0.8125rem; }
.legend li { display: inline-flex; align-items: center; gap: 0.4375rem; }

details.group, details.host, .failure, .empty { background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); }
details.group { margin-bottom: 0.75rem; }
summary { cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before {
  content: ""; width: 0.4375rem; height: 0.4375rem; border: solid var(--muted); border-width: 0 1.5px 1.5px 0; flex: none;
  transform: rotate(-45deg); transition: transform 120ms;
}
details[open] > summary::before { transform: rotate(45deg); }
@media (prefers-reduced-motion: reduce) { summary::before { transition: none; } }
.group > summary { display: grid; grid-template-columns: auto 1fr auto; align-items: center; gap: 0 0.875rem; padding: 0.875rem 1.125rem; border-radius: 12px; }
.group > summary .hosts { grid-column: 2; grid-row: 2; color: var(--muted); font-size: 0.875rem; min-width: 0; }
.group > summary .resources { grid-column: 2; display: flex; flex-wrap: wrap; gap: 0.25rem 0.875rem; margin-top: 0.375rem; font-size: 0.875rem; min-width: 0; }
.group > summary .resource { display: inline-flex; align-items: center; gap: 0.4375rem; overflow-wrap: anywhere; }
.group > summary .sign { min-width: 1.125rem; height: 1.125rem; font-size: 0.6875rem; border-radius: 5px; }
.group[open] > summary .resources { display: none; }
.group > summary .count { grid-column: 3; grid-row: 1 / span 3; color: var(--muted); font-size: 0.875rem; white-space: nowrap; }
.changes { border-top: 1px solid var(--line); padding: 0 1.125rem; }
.change { padding: 1rem 0; }
.change + .change { border-top: 1px solid var(--line); }
.change h4 { display: grid; grid-template-columns: auto 1fr; align-items: start; gap: 0.625rem; }
.change .identity { font-size: 0.875rem; overflow-wrap: anywhere; }
.sign {
  display: inline-grid; place-items: center; min-width: 1.375rem; height: 1.375rem; padding: 0 0.25rem; border-radius: 6px;
  font: 700 0.8125rem/1 var(--mono); background: var(--skipped-soft); color: var(--skipped-text);
}
.sign.create { background: var(--match-soft); color: var(--match-text); }
.sign.set, .sign.replace { background: var(--differ-soft); color: var(--differ-text); }
.sign.delete { background: var(--failed-soft); color: var(--failed-text); }
.sign.invoke, .sign.unknown { background: var(--unreachable-soft); color: var(--unreachable-text); }
h4 .action { margin-left: 0.25rem; white-space: nowrap; color: var(--muted); font-size: 0.8125rem; font-weight: 500; }
.address { margin-top: 0.125rem; color: var(--muted); font-size: 0.8125rem; overflow-wrap: anywhere; }
.change .address { padding-left: 2rem; }
.reason { margin-left: 0.75rem; }
.reason::before { content: "because "; }
.deltas { margin: 0.625rem 0 0; padding-left: 2rem; display: grid; gap: 0.375rem; }
.delta { display: grid; grid-template-columns: minmax(7rem, 11rem) minmax(0, 1fr) minmax(0, 1fr); gap: 0.25rem 0.5rem; align-items: start; }
.delta dt { padding-top: 0.25rem; color: var(--muted); font-size: 0.8125rem; overflow-wrap: anywhere; }
.delta dd { margin: 0; min-width: 0; }
.delta dd:only-of-type { grid-column: 2 / -1; }
dd.del, dd.ins { display: flex; align-items: baseline; gap: 0.625rem; padding: 0.25rem 0.625rem; border-radius: 7px; }
dd.del > del, dd.ins > ins { min-width: 0; }
dd.del { background: var(--del); color: var(--del-text); }
dd.ins { background: var(--ins); color: var(--ins-text); }
dd .side { flex: none; font-size: 0.6875rem; min-width: 2.875rem; }
del, ins { text-decoration: none; font-size: 0.8125rem; line-height: 1.5; overflow-wrap: anywhere; white-space: pre-wrap; }
mark { color: inherit; border-radius: 3px; padding: 0 1px; font-weight: 600; }
del mark { background: var(--del-mark); text-decoration: line-through; text-decoration-thickness: 1px; }
ins mark { background: var(--ins-mark); }
dd.lines { overflow-x: auto; border-radius: 7px; background: var(--sunken); border: 1px solid var(--line); }
dd.lines pre { margin: 0; padding: 0.375rem 0; font-size: 0.8125rem; line-height: 1.5; min-width: max-content; }
dd.lines pre > * { display: block; padding: 0 0.75rem; white-space: pre; }
dd.lines del { background: var(--del); color: var(--del-text); }
dd.lines ins { background: var(--ins); color: var(--ins-text); }
dd.lines .fold { color: var(--muted); }
dd.sensitive { padding-top: 0.25rem; color: var(--muted); font-size: 0.8125rem; font-style: italic; }
.variants { margin: -0.25rem 0 1rem 2rem; border: 1px solid var(--line); border-radius: 8px; }
.variants > summary { display: flex; align-items: center; gap: 0.75rem; padding: 0.5rem 0.875rem; color: var(--muted); font-size: 0.875rem; }
.variant { padding: 0.625rem 0.875rem 0; border-top: 1px solid var(--line); }
.variant > .hosts { font-size: 0.875rem; font-weight: 600; }
.variant .change { padding: 0 0 0.75rem; }
.variant h4, .variant .address, .variant .warning { display: none; }
.variant .deltas { padding-left: 0; }
.variants + .change { border-top: 1px solid var(--line); }
.steps { margin: 0.5rem 0 0; padding-left: 2rem; list-style: none; font-size: 0.8125rem; }
.steps code { overflow-wrap: anywhere; }
.change .warning { margin: 0.5rem 0 0 2rem; padding: 0.375rem 0.75rem; border-radius: 7px; background: var(--differ-soft); color: var(--differ-text); font-size: 0.875rem; }

.failure { padding: 0.875rem 1.125rem; margin-bottom: 0.75rem; border-left: 3px solid var(--c); }
.failure .hosts { color: var(--muted); font-size: 0.875rem; }
.failure .message { margin-top: 0.375rem; overflow-wrap: anywhere; }
.failure .hint { margin-top: 0.25rem; color: var(--muted); font-size: 0.9375rem; }
.failure .hint strong { color: var(--text); font-weight: 600; }
.failure code { padding: 0.0625rem 0.375rem; border-radius: 5px; background: var(--sunken); color: var(--muted); font-size: 0.75rem; }
.changes > .failure { margin: 1rem 0; box-shadow: none; }

.controls { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 0.5rem; padding: 0.625rem 0; background: var(--page); }
.controls input { flex: 1 1 16rem; min-width: 0; min-height: 2.5rem; }
.controls button { min-height: 2.5rem; }
::placeholder { color: var(--muted); opacity: 1; }
#host-list { background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); }
details.host { border: 0; border-radius: 0; box-shadow: none; background: none; scroll-margin-top: 4rem; content-visibility: auto; contain-intrinsic-size: auto 3rem; }
details.host + details.host { border-top: 1px solid var(--line); }
.host > summary { display: grid; grid-template-columns: auto 8.5rem minmax(8rem, 16rem) 1fr; align-items: center; gap: 0.25rem 0.875rem; padding: 0.6875rem 1.125rem; }
.host > summary .state { display: inline-flex; align-items: center; gap: 0.5rem; color: var(--on); font-size: 0.875rem; font-weight: 560; }
.host > summary .name { font-weight: 600; overflow-wrap: anywhere; }
.host > summary .about { color: var(--muted); font-size: 0.875rem; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.host > .changes { background: var(--sunken); }
.host > .changes > .quiet { padding: 0.875rem 0; }
#more { margin-top: 0.75rem; width: 100%; }
.empty { padding: 2.25rem 1.5rem; text-align: center; color: var(--muted); }
.empty .mark { width: 3rem; height: 3rem; margin: 0 auto 0.75rem; display: grid; place-items: center; border-radius: 50%; background: var(--match-soft); color: var(--match-text); font-size: 1.375rem; font-weight: 700; }
.empty .mark.none { background: var(--skipped-soft); color: var(--skipped-text); }
.empty .title { color: var(--text); font-size: 1.125rem; font-weight: 640; }
#host-list > .empty { border: 0; box-shadow: none; background: none; }
.left-out { margin: 0.75rem 0; color: var(--muted); font-size: 0.9375rem; }
:root:not(.scripted) .needs-script { display: none; }
noscript .left-out { max-width: 70rem; }

@media (max-width: 44rem) {
  header, main, footer { padding-left: 1rem; padding-right: 1rem; }
  header { padding-top: 1.25rem; }
  main > section { margin-top: 2.25rem; }
  .tiles { grid-template-columns: repeat(2, 1fr); gap: 0.5rem; }
  .tile { padding: 0.75rem 0.875rem; }
  .tile.all { grid-column: 1 / -1; }
  .tile .number { font-size: 1.5rem; }
  .fleet.large { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .fleet.medium { grid-template-columns: repeat(auto-fill, minmax(5.5rem, 1fr)); }
  .group > summary { grid-template-columns: auto 1fr; padding: 0.75rem 0.875rem; }
  .group > summary .count { grid-column: 2; grid-row: auto; margin-top: 0.25rem; }
  .changes { padding: 0 0.875rem; }
  .change .address, .deltas, .steps { padding-left: 0; }
  .change .warning, .variants { margin-left: 0; }
  .delta { grid-template-columns: minmax(0, 1fr); gap: 0.1875rem; }
  .delta dd:only-of-type { grid-column: 1; }
  .host > summary { grid-template-columns: auto 1fr auto; padding: 0.6875rem 0.875rem; }
  .host > summary .name { grid-column: 2; grid-row: 1; }
  .host > summary .state { grid-column: 3; grid-row: 1; }
  .host > summary .about { grid-column: 2 / -1; white-space: normal; }
}

@media print {
  :root, :root[data-theme="dark"] { color-scheme: light; --page: #fff; --card: #fff; --sunken: #fff; --text: #000; --muted: #444; --line: #ccc; --shadow: none; }
  body { font-size: 10pt; }
  header, main, footer { max-width: none; padding: 0; }
  #theme, .skip, .controls, #more, summary::before { display: none !important; }
  .variants { display: none; }
  .group, .failure, .change, .tile { break-inside: avoid-page; }
  .tiles { grid-template-columns: repeat(5, 1fr); }
  .shares rect, .cell, .glyph, del, ins, mark, .sign, dd { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
