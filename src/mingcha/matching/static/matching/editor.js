"use strict";
// The editor: Tab indents, the line that the gate names is selected, and leaving with unsaved text asks first.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("editor");
  if (!form) return;
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) { event.preventDefault(); event.returnValue = form.dataset.unsaved; } });
  form.querySelectorAll("textarea").forEach((area) => area.addEventListener("keydown", (event) => {
    // Escape lets the next Tab leave the field, for whoever moves by keyboard.
    if (event.key === "Escape") { area.dataset.leave = "1"; return; }
    if (event.key !== "Tab" || event.shiftKey || area.dataset.leave) { if (event.key === "Tab") delete area.dataset.leave; return; }
    event.preventDefault();
    area.setRangeText("  ", area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }));
  const sql = document.getElementById("sql");
  const line = Number(sql.dataset.line || 0);
  if (line > 0) {
    const lines = sql.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    sql.focus();
    sql.setSelectionRange(start, start + (lines[line - 1] || "").length);
  }
});
