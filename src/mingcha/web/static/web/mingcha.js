"use strict";
// Menu and filters are open on wide screens and a button on narrow ones; without script they are a button everywhere.
document.documentElement.classList.add("scripted");
document.addEventListener("DOMContentLoaded", () => {
  const wide = window.matchMedia("(min-width: 992px)");
  const menu = document.querySelector("details.menu");
  const fit = () => {
    if (menu) menu.open = wide.matches;
    document.querySelectorAll("details.fold").forEach((part) => { part.open = wide.matches; });
  };
  wide.addEventListener("change", fit);
  fit();
  // What scrolls sideways must be reachable with the keyboard.
  const reach = () => document.querySelectorAll(".table-responsive, .wide, pre").forEach((part) => {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
  });
  window.addEventListener("resize", reach);
  // A phone shows the rows of a list one below the other, each cell after the first with its heading.
  const label = () => document.querySelectorAll(".card-table").forEach((table) => {
    const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
    table.querySelectorAll("tbody tr").forEach((row) => {
      const titled = row.cells[0] && row.cells[0].classList.contains("tick") ? 1 : 0;
      [...row.cells].forEach((cell, n) => { if (n > titled && heads[n] && cell.colSpan === 1) cell.dataset.label = heads[n]; });
    });
  });
  const arrived = () => { reach(); label(); };
  arrived();
  document.addEventListener("htmx:load", arrived);
  // One box ticks all of a name in its form.
  document.addEventListener("change", (event) => {
    const name = event.target.dataset.tickAll;
    if (name) event.target.form.querySelectorAll(`[name="${name}"]`).forEach((box) => { box.checked = event.target.checked; });
  });
});
