/**
 * The page's only script. It builds the fleet and the list of hosts from the data in the page, setting text through
 * textContent only: nothing a host said is ever parsed as markup. Differences are cloned from the groups above.
 */
export const script = `
'use strict';
(() => {
  const data = JSON.parse(document.getElementById('report-data').textContent);
  const pageSize = 250;
  const maxCells = 5000;
  const hosts = data.hosts.map((host, index) => ({ ...host, index }));
  hosts.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const byId = (id) => document.getElementById(id);
  const list = byId('host-list');
  const fleet = byId('fleet');
  const filter = byId('filter');
  const groups = [...document.querySelectorAll('details.group')];
  const changes = [...document.querySelectorAll('.change')].map((element) => ({
    element,
    group: element.closest('details.group'),
    text: element.textContent.toLowerCase(),
  }));
  const view = { state: 'all', text: '', shown: pageSize, matches: hosts };

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function plural(count, noun) {
    return count.toLocaleString('en-US') + ' ' + noun + (count === 1 ? '' : 's');
  }

  function glyph(state) {
    const element = make('span', 'glyph ' + state, data.glyphs[state]);
    element.setAttribute('aria-hidden', 'true');
    return element;
  }

  function differences(host) {
    return host.changes.filter((number) => changes[number]).length;
  }

  function describe(host) {
    const parts = [];
    const count = differences(host);
    if (host.failure) parts.push(host.failure.message);
    if (count > 0) parts.push(plural(count, data.noun));
    if (host.failed) parts.push(host.failed.length + ' not compared');
    if (!host.failure && host.matching > 0) parts.push(host.matching + ' matching');
    return parts.join(' · ');
  }

  /* Fleet: one tab stop, arrow keys move, Enter shows the host. */

  const cells = new Map();

  function buildFleet() {
    const shown = hosts.slice(0, maxCells);
    fleet.classList.add(shown.length <= 24 ? 'large' : shown.length <= 200 ? 'medium' : 'small');
    for (const host of shown) {
      const item = make('li');
      const cell = make('button', 'cell ' + host.state);
      cell.type = 'button';
      cell.tabIndex = -1;
      const label = host.name + ': ' + data.words[host.state] + (describe(host) ? ', ' + describe(host) : '');
      cell.setAttribute('aria-label', label);
      cell.title = label;
      cell.append(glyph(host.state), make('span', 'name', host.name));
      if (shown.length <= 24) cell.append(make('span', 'state', data.words[host.state]));
      cell.addEventListener('click', () => reveal(host));
      item.append(cell);
      fleet.append(item);
      cells.set(host, cell);
    }
    if (fleet.firstElementChild) fleet.firstElementChild.firstElementChild.tabIndex = 0;
    if (hosts.length > shown.length) {
      fleet.after(make('p', 'left-out', plural(hosts.length - shown.length, 'more host') + ' are in the list below.'));
    }
  }

  fleet.addEventListener('keydown', (event) => {
    const all = [...cells.values()].filter((cell) => !cell.parentElement.hidden);
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    const row = all.filter((cell) => cell.offsetTop === all[0].offsetTop).length;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row, Home: -at, End: all.length - 1 - at };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    all[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  /* Hosts: rows are made as they come into the list, their differences when they are opened. */

  const rows = new Map();

  function rowOf(host) {
    let row = rows.get(host);
    if (row) return row;
    row = make('details', 'host ' + host.state);
    row.id = 'host-' + host.index;
    const summary = make('summary');
    const state = make('span', 'state ' + host.state);
    state.append(glyph(host.state), data.words[host.state]);
    summary.append(state, make('span', 'name', host.name), make('span', 'about', describe(host)));
    row.append(summary);
    row.addEventListener('toggle', () => row.open && fill(host, row));
    rows.set(host, row);
    return row;
  }

  function fill(host, row) {
    if (row.dataset.filled) return;
    row.dataset.filled = 'yes';
    const body = make('div', 'changes');
    if (host.failure) body.append(reason('failure ' + host.state, host.failure));
    for (const failed of host.failed || []) body.append(reason('failure failed', failed));
    for (const number of host.changes) {
      if (changes[number]) body.append(changes[number].element.cloneNode(true));
      else body.append(make('p', 'left-out', 'More differences of this host are in the JSON report.'));
    }
    if (!body.firstChild) body.append(make('p', 'quiet', 'Everything matches: ' + plural(host.matching, 'resource') + '.'));
    row.append(body);
  }

  function reason(className, failure) {
    const card = make('div', className);
    if (failure.identity) card.append(make('p', 'identity', failure.identity));
    const message = make('p', 'message', failure.message + ' ');
    if (failure.code) message.append(make('code', '', failure.code));
    card.append(message);
    if (failure.hint) {
      const hint = make('p', 'hint');
      hint.append(make('strong', '', 'What to do'), ' ' + failure.hint);
      card.append(hint);
    }
    return card;
  }

  function matches(host, words, hits) {
    if (view.state !== 'all' && host.state !== view.state) return false;
    if (words === '') return true;
    if (host.name.toLowerCase().includes(words)) return true;
    if (host.changes.some((number) => hits[number])) return true;
    return [host.failure, ...(host.failed || [])].some((failure) => failure && JSON.stringify(failure).toLowerCase().includes(words));
  }

  function update() {
    const words = view.text.trim().toLowerCase();
    const hits = changes.map((change) => change.text.includes(words));
    view.matches = hosts.filter((host) => matches(host, words, hits));
    const matching = new Set(view.matches);
    const live = new Set(view.matches.flatMap((host) => host.changes.map((number) => changes[number] && changes[number].group)));
    for (const group of groups) group.hidden = !live.has(group);
    for (const [host, cell] of cells) cell.parentElement.hidden = !matching.has(host);
    const visible = [...cells.values()].filter((cell) => !cell.parentElement.hidden);
    if (!visible.some((cell) => cell.tabIndex === 0)) {
      for (const cell of cells.values()) cell.tabIndex = -1;
      if (visible[0]) visible[0].tabIndex = 0;
    }
    showRows();
  }

  function showRows() {
    const shown = view.matches.slice(0, view.shown);
    list.replaceChildren(...shown.map(rowOf));
    if (shown.length === 0) list.append(make('p', 'empty', hosts.length === 0 ? 'No hosts.' : 'No host matches this filter.'));
    const all = view.matches.length === hosts.length;
    byId('count').textContent = all
      ? plural(hosts.length, 'host')
      : 'Showing ' + view.matches.length.toLocaleString('en-US') + ' of ' + plural(hosts.length, 'host');
    const rest = view.matches.length - shown.length;
    byId('more').hidden = rest === 0;
    byId('more').textContent = 'Show ' + Math.min(rest, pageSize) + ' more of ' + rest.toLocaleString('en-US');
  }

  function reveal(host) {
    const at = view.matches.indexOf(host);
    if (at >= view.shown) {
      view.shown = at + 1;
      showRows();
    }
    const row = rowOf(host);
    row.open = true;
    fill(host, row);
    row.scrollIntoView({ block: 'start' });
    row.firstElementChild.focus({ preventScroll: true });
  }

  function setState(state) {
    view.state = state;
    view.shown = pageSize;
    for (const tile of document.querySelectorAll('.tile')) {
      tile.setAttribute('aria-pressed', String(tile.dataset.state === state));
    }
    update();
  }

  for (const tile of document.querySelectorAll('.tile')) {
    tile.addEventListener('click', () => setState(view.state === tile.dataset.state ? 'all' : tile.dataset.state));
  }
  filter.addEventListener('input', () => {
    view.text = filter.value;
    view.shown = pageSize;
    update();
  });
  byId('more').addEventListener('click', () => {
    view.shown += pageSize;
    showRows();
  });
  byId('expand').addEventListener('click', () => {
    for (const row of list.querySelectorAll('details')) row.open = true;
  });
  byId('collapse').addEventListener('click', () => {
    for (const row of list.querySelectorAll('details')) row.open = false;
  });
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement;
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      filter.focus();
    }
  });

  /* Theme: the system decides until a person does. */

  const theme = byId('theme');
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  function isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === 'dark' : prefersDark.matches;
  }
  function labelTheme() {
    theme.textContent = isDark() ? 'Light theme' : 'Dark theme';
  }
  theme.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    labelTheme();
  });
  prefersDark.addEventListener('change', labelTheme);
  theme.hidden = false;
  labelTheme();

  /* Print: everything that is listed is opened, and closed again. */

  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details.group:not([open])')].filter((element) => !element.hidden);
    for (const element of opened) element.open = true;
  });
  addEventListener('afterprint', () => {
    for (const element of opened) element.open = false;
  });

  buildFleet();
  update();
  document.documentElement.classList.add('scripted');
})();
`
