// Draws a chart beside its table: the table is the source, so both always say the same.
function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function read(table, columns) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows].filter((row) => row.cells.length === heads.length);
  return {
    names: rows.map((row) => row.cells[0].dataset.short ?? row.cells[0].textContent.trim()),
    series: columns.map((at) => ({
      name: heads[at],
      values: rows.map((row) => Number(row.cells[at].dataset.value ?? row.cells[at].textContent.replaceAll(",", "")) || 0),
    })),
  };
}

function draw(figure) {
  const place = figure.querySelector(".chart");
  const table = document.getElementById(figure.dataset.chart);
  if (!table || table.tBodies[0].rows.length === 0) return;
  const facts = read(table, figure.dataset.columns.split(",").map(Number));
  place.hidden = false;
  place.style.height = `${Math.max(180, facts.names.length * 30 + 70)}px`;
  const chart = window.echarts.init(place, null, { renderer: "svg" });
  chart.setOption({
    animation: false,
    aria: { enabled: true },
    color: ["--chart-1", "--chart-2", "--chart-3", "--chart-4"].map(token),
    textStyle: { fontFamily: token("--sans"), color: token("--ink-2") },
    legend: { bottom: 0, textStyle: { color: token("--ink-2") }, itemWidth: 12, itemHeight: 12 },
    grid: { left: 8, right: 24, top: 8, bottom: 36, containLabel: true },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText" },
    xAxis: { type: "value", minInterval: 1, axisLabel: { color: token("--ink-3") }, splitLine: { lineStyle: { color: token("--line") } } },
    yAxis: {
      type: "category", inverse: true, data: facts.names, axisTick: { show: false },
      axisLabel: { color: token("--ink-2"), width: 150, overflow: "truncate" }, axisLine: { lineStyle: { color: token("--control") } },
    },
    series: facts.series.map((one) => ({ name: one.name, type: "bar", data: one.values, barMaxWidth: 12 })),
  });
  window.addEventListener("resize", () => chart.resize());
}

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  if (window.echarts) draw(figure);
  else figure.querySelector(".without").hidden = false;
}
