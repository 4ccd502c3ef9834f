"use strict";
// Draws the table of closed months as lines; without this script the table is there by itself.
document.addEventListener("DOMContentLoaded", () => {
  if (!window.echarts) return;
  document.querySelectorAll("[data-rates]").forEach((element) => {
    const table = document.getElementById(element.dataset.rates);
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim()).slice(2);
    const rows = [...table.tBodies[0].rows];
    const value = (cell) => { const n = parseFloat(cell.textContent); return Number.isNaN(n) ? null : n; };
    element.hidden = false;
    const chart = echarts.init(element);
    chart.setOption({
      animation: false, color: ["#17507f", "#2c7a6b", "#b5482f"], tooltip: { trigger: "axis" }, legend: { data: heads },
      grid: { left: 8, right: 24, top: 36, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: rows.map((row) => row.cells[0].textContent.trim()) },
      yAxis: { type: "value", max: 100, axisLabel: { formatter: "{value}%" } },
      series: heads.map((name, n) => ({ name, type: "line", symbol: ["circle", "rect", "triangle"][n], symbolSize: 8, data: rows.map((row) => value(row.cells[n + 2])) })),
    });
    window.addEventListener("resize", () => chart.resize());
  });
});
