"use strict";
// The menu is open on wide screens and a button on narrow ones; without script it is a button everywhere.
document.addEventListener("DOMContentLoaded", () => {
  const wide = window.matchMedia("(min-width: 992px)");
  const menu = document.querySelector("details.menu");
  const fit = () => { if (menu) menu.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
  // What scrolls sideways must be reachable with the keyboard.
  const reach = () => document.querySelectorAll(".table-responsive, .wide, pre").forEach((part) => {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
  });
  reach();
  document.addEventListener("htmx:load", reach);
});
