"use strict";
// Draws the tables of a page as charts; without this script the tables are there by themselves.
(() => {
  const drawn = [];
  const colours = ["#17507f", "#b5482f", "#2c7a6b", "#8a6d1d", "#5b4b8a", "#4d5b6a", "#9a3f6d"];

  const bars = (element) => {
    const rows = [...document.querySelectorAll(`#${element.dataset.rows} tbody tr`)];
    if (!rows.length) return;
    const names = rows.map((row) => row.cells[0].textContent.trim());
    const links = rows.map((row) => row.querySelector("a").href);
    const counts = rows.map((row) => Number(row.cells[1].dataset.count));
    const flat = element.dataset.chart === "month" || element.dataset.chart === "strength";
    const axis = { type: "category", data: names, inverse: !flat, axisLabel: { width: 150, overflow: "truncate" } };
    const value = { type: "value", minInterval: 1 };
    element.hidden = false;
    const chart = echarts.init(element);
    chart.setOption({
      animation: false, color: colours, tooltip: {}, grid: { left: 8, right: 24, top: 8, bottom: 8, containLabel: true },
      xAxis: flat ? axis : value, yAxis: flat ? value : axis, series: [{ type: "bar", data: counts }],
    });
    chart.on("click", (event) => { window.location.href = links[event.dataIndex]; });
    drawn.push(chart);
  };

  const graph = (element) => {
    const data = JSON.parse(document.getElementById(element.dataset.graph).textContent);
    element.hidden = false;
    const chart = echarts.init(element);
    chart.setOption({
      animation: false, color: colours, tooltip: {}, legend: { data: data.kinds },
      series: [{
        type: "graph", layout: "force", roam: true, force: { repulsion: 260, edgeLength: 110 },
        label: { show: true, position: "right" }, edgeLabel: { show: true, fontSize: 10, formatter: (edge) => edge.data.name },
        categories: data.kinds.map((name) => ({ name })),
        data: data.nodes.map((node, id) => ({
          id: String(id), name: node.name, category: node.kind, symbolSize: 14 + Math.min(30, 4 * node.rows), value: node.rows,
        })),
        links: data.links.map((link) => ({ source: String(link.source), target: String(link.target), name: link.name })),
      }],
    });
    drawn.push(chart);
  };

  // A value shown whole gives way to its masked form after its time.
  const masked = new WeakMap();
  document.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.detail.target;
    if (target.id.startsWith("v-") && !masked.has(target)) masked.set(target, target.textContent);
  });
  const hide = (element) => {
    const target = element.parentElement;
    window.setTimeout(() => { if (masked.has(target)) target.textContent = masked.get(target); }, 1000 * Number(element.dataset.hideAfter));
  };

  const look = (root) => {
    if (window.echarts) {
      root.querySelectorAll("[data-chart]").forEach(bars);
      root.querySelectorAll("[data-graph]").forEach(graph);
    }
    root.querySelectorAll("[data-hide-after]").forEach(hide);
  };

  document.addEventListener("DOMContentLoaded", () => look(document));
  document.addEventListener("htmx:afterSwap", (event) => look(event.target));
  window.addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
})();
