"use strict";
// The menu is open on wide screens and a button on narrow ones; without script it is a button everywhere.
document.addEventListener("DOMContentLoaded", () => {
  const wide = window.matchMedia("(min-width: 992px)");
  const menu = document.querySelector("details.menu");
  const fit = () => { if (menu) menu.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
});
