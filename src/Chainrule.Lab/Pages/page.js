// What a reader cannot do without script: seeing the samples of one cell alone, arrow keys in the matrix, copying with a button.
(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');

  const links = [...document.querySelectorAll('a[data-cell]')];
  const groups = [...document.querySelectorAll('.samples')];
  const chosen = document.getElementById('chosen');
  const showAll = document.getElementById('show-all');

  function choose(id, scroll) {
    for (const link of links)
      if (link.dataset.cell === id) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    for (const group of groups) group.hidden = id !== null && group.id !== id;
    for (const details of document.querySelectorAll('#samples details')) {
      const holds = details.querySelector('.samples:not([hidden])') !== null;
      details.hidden = !holds;
      if (id !== null && holds) details.open = true;
    }
    const group = groups.find(group => group.id === id);
    chosen.textContent = group ? 'Shown: ' + group.dataset.title + '.' : 'All cells are shown.';
    showAll.hidden = !group;
    if (scroll && group) document.getElementById('samples').scrollIntoView({ block: 'nearest' });
  }

  function follow() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (groups.some(group => group.id === id)) choose(id, true);
  }

  for (const link of links) {
    link.addEventListener('click', event => {
      event.preventDefault();
      const id = link.getAttribute('aria-current') ? null : link.dataset.cell;
      history.replaceState(null, '', id ? '#' + id : location.pathname + location.search);
      choose(id, true);
    });
    link.addEventListener('keydown', event => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (event.key === ' ') { event.preventDefault(); link.click(); }
      if (event.key === 'Escape') choose(null, false);
      if (!step) return;
      // The next cell in that direction that has samples.
      const table = link.closest('table').tBodies[0];
      let row = link.closest('tr').sectionRowIndex, column = link.closest('td').cellIndex;
      for (;;) {
        row += step[0];
        column += step[1];
        const cell = table.rows[row] && table.rows[row].cells[column];
        if (!cell) return;
        const next = cell.querySelector('a');
        if (next) { event.preventDefault(); next.focus(); return; }
      }
    });
  }

  if (showAll) showAll.addEventListener('click', () => {
    const current = links.find(link => link.getAttribute('aria-current'));
    history.replaceState(null, '', location.pathname + location.search);
    choose(null, false);
    if (current) current.focus();
  });
  window.addEventListener('hashchange', follow);
  if (groups.length) follow();

  for (const button of document.querySelectorAll('button[data-copy]'))
    button.addEventListener('click', async () => {
      const label = button.textContent, source = document.getElementById(button.dataset.copy);
      let done = true;
      try {
        await navigator.clipboard.writeText(source.textContent.trim() + '\n');
      } catch {
        // A browser that keeps the clipboard from pages of files lets a selection be copied.
        const selection = getSelection();
        selection.selectAllChildren(source);
        done = document.execCommand('copy');
      }
      button.textContent = done ? 'Copied' : 'Select it and press Ctrl+C';
      setTimeout(() => { button.textContent = label; }, 2000);
    });
})();
