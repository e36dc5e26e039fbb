"use strict";
// What the page does besides standing there: it changes its language, and tells where a number
// comes from. Without it everything is still to be read, in the first language.
(() => {
  const articles = [...document.querySelectorAll("article[data-language]")];
  const buttons = [...document.querySelectorAll("button[data-language]")];
  const panel = document.getElementById("source");
  const store = document.getElementById("rows");
  const rows = store ? JSON.parse(store.textContent) : null;
  let asked = null;

  const shown = () => articles.find((article) => !article.hidden);

  // The block at the top of the window, so that the other language opens at the same place.
  const inView = () => [...shown().querySelectorAll("[data-place]")]
    .find((block) => block.getBoundingClientRect().bottom > 0);

  function speak(language) {
    const here = inView();
    const offset = here ? here.getBoundingClientRect().top : 0;
    close(false);
    for (const article of articles) article.hidden = article.dataset.language !== language;
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    document.documentElement.lang = shown().lang;
    document.title = shown().querySelector("h1").textContent;
    const there = here && shown().querySelector(`[data-place="${here.dataset.place}"]`);
    if (there) window.scrollBy(0, there.getBoundingClientRect().top - offset);
  }

  const number = (value) => value === null ? "∞" : String(Number(value.toPrecision(12)));

  // One row of the results as a list of names and contents.
  function list(pairs, language) {
    const told = document.createElement("dl");
    for (const [name, content] of pairs) {
      const term = document.createElement("dt");
      const said = document.createElement("dd");
      term.textContent = rows.words[language][name];
      said.textContent = Array.isArray(content)
        ? rows.words[language][content[0]]
        : number(content);
      told.append(term, said);
    }
    return told;
  }

  function open(cell) {
    const language = shown().dataset.language;
    const ids = cell.dataset.rows.split(" ").filter((id) => rows.rows[id]);
    if (!ids.length) return;
    close(false);
    asked = cell;
    asked.classList.add("asked");
    const heading = panel.querySelector("h2");
    heading.textContent = panel.dataset[`heading${language}`];
    heading.lang = shown().lang;
    panel.querySelector("button").setAttribute("aria-label", panel.dataset[`close${language}`]);
    panel.querySelector("div").replaceChildren(...ids.map((id) => list(rows.rows[id], language)));
    panel.hidden = false;
    place(cell.getBoundingClientRect());
    panel.focus();
  }

  // Below the number, or above it where there is more room; never outside the window.
  function place(box) {
    const margin = 8;
    const width = panel.offsetWidth;
    const height = panel.offsetHeight;
    const below = box.bottom + height + margin < window.innerHeight || box.top < height;
    const left = Math.min(Math.max(box.left, margin), window.innerWidth - width - margin);
    const top = below ? box.bottom + 4 : box.top - height - 4;
    panel.style.left = `${window.scrollX + Math.max(left, 0)}px`;
    panel.style.top = `${window.scrollY + top}px`;
  }

  function close(back) {
    if (!panel || panel.hidden) return;
    panel.hidden = true;
    asked.classList.remove("asked");
    if (back) asked.focus();
  }

  // Cells of a table that print rows, line by line.
  const grid = (table) => [...table.tBodies].flatMap((body) => [...body.rows])
    .map((line) => [...line.querySelectorAll("td[data-rows]")])
    .filter((cells) => cells.length);

  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  function move(cell, [down, across]) {
    const lines = grid(cell.closest("table"));
    const line = lines.findIndex((cells) => cells.includes(cell));
    const place = lines[line].indexOf(cell) + across;
    const next = lines[Math.min(Math.max(line + down, 0), lines.length - 1)];
    const at = down ? nearest(next, cell) : next[Math.min(Math.max(place, 0), next.length - 1)];
    at.focus();
  }

  const nearest = (cells, cell) => cells.reduce((best, each) =>
    Math.abs(each.cellIndex - cell.cellIndex) < Math.abs(best.cellIndex - cell.cellIndex)
      ? each : best);

  function inTable(event, cell) {
    if (steps[event.key]) move(cell, steps[event.key]);
    else if (event.key === "Enter" || event.key === " ") open(cell);
    else if (event.key === "Escape") cell.closest(".scroll").focus();
    else return;
    event.preventDefault();
  }

  for (const button of buttons) {
    button.addEventListener("click", () => speak(button.dataset.language));
  }
  if (!rows) return;
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("td[data-rows]");
    if (cell) open(cell);
    else if (!event.target.closest("#source")) close(false);
  });
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td[data-rows]");
    if (event.key === "Escape" && !panel.hidden) close(true);
    else if (cell) inTable(event, cell);
    else if (event.key === "Enter" && event.target.matches(".scroll")) {
      const first = event.target.querySelector("td[data-rows]");
      if (first) first.focus();
    }
  });
  panel.querySelector("button").addEventListener("click", () => close(true));
})();
