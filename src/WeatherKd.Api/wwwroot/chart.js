// Charts by uPlot in the colours of the page, redrawn when the page's width or colour scheme changes.
import { element } from "./dom.js";
import uPlot from "./uPlot.js";

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function axis(more) {
  return {
    stroke: colour("--soft"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line"), width: 1 },
    font: "13px system-ui, sans-serif",
    ...more,
  };
}

// What is drawn now: { target, plot, make, resize }. A chart that has left the page is let go of when the next one is drawn, so that a page left open for weeks does not grow.
const drawn = new Set();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach(chart => chart.make()));

function forgetGone() {
  for (const chart of drawn) {
    if (chart.width > 0 && !chart.target.isConnected) {
      chart.resize.disconnect();
      chart.plot?.destroy();
      drawn.delete(chart);
    }
  }
}

/**
 * Draws into an element, as soon as it has a width and whenever that changes.
 * data: as uPlot wants it, x first. lines: [{ label, colour: "--name", dash, band }]. options: { time, xLabel, whole, fromZero, height, marker, describe }.
 * whole: the x axis counts whole things; fromZero: the y axis begins at 0, so that lengths compare. describe(index) gives the sentence under the cursor; it goes into readout.
 */
export function draw(target, data, lines, options, readout) {
  forgetGone();
  const chart = { target, width: 0, plot: null };
  chart.make = () => {
    if (chart.width === 0) {
      return;
    }
    chart.plot?.destroy();
    target.replaceChildren();
    chart.plot = new uPlot({
      width: chart.width,
      height: options.height ?? Math.max(220, Math.min(360, chart.width * 0.45)),
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
      scales: { x: { time: options.time === true }, y: options.fromZero ? { range: (_, __, most) => [0, 1.1 * (most || 1)] } : {} },
      axes: [
        axis({
          label: options.xLabel,
          labelSize: 22,
          size: options.time ? 50 : 32,
          values: options.time ? (_, splits) => splits.map(timeLabel) : undefined,
          incrs: options.whole ? [1, 2, 3, 6, 12, 24, 48, 120] : undefined,
          space: 56,
        }),
        axis({ size: 56, values: (_, splits) => splits.map(v => `${+v.toFixed(3)}`) }),
      ],
      series: [{}, ...lines.map(line => ({
        label: line.label,
        stroke: line.hidden ? undefined : colour(line.colour),
        width: line.hidden ? 0 : 2,
        dash: line.dash,
        points: { show: line.points === true, size: 5 },
        spanGaps: false,
      }))],
      bands: lines.flatMap((line, i) => line.band ? [{ series: [i + 1, i + 2], fill: `${colour(line.colour)}33` }] : []),
      legend: { show: false },
      cursor: { drag: { x: false, y: false } },
      hooks: {
        drawClear: [u => options.marker && mark(u, options.marker)],
        setCursor: [u => { readout.textContent = u.cursor.idx == null ? "" : options.describe(u.cursor.idx); }],
      },
    }, data, target);
  };
  chart.resize = new ResizeObserver(() => {
    if (target.clientWidth !== chart.width && target.clientWidth > 0) {
      chart.width = target.clientWidth;
      chart.make();
    }
  });
  chart.resize.observe(target);
  drawn.add(chart);
}

function timeLabel(seconds) {
  const time = new Date(seconds * 1000);
  const hour = `${String(time.getUTCHours()).padStart(2, "0")}:00`;
  return time.getUTCHours() === 0 ? `${hour}\n${time.getUTCDate()} ${time.toLocaleString("en-GB", { month: "short", timeZone: "UTC" })}` : hour;
}

/** A vertical line where the forecast begins. */
function mark(u, at) {
  const x = u.valToPos(at, "x", true);
  u.ctx.save();
  u.ctx.strokeStyle = colour("--soft");
  u.ctx.setLineDash([4, 4]);
  u.ctx.beginPath();
  u.ctx.moveTo(x, u.bbox.top);
  u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
  u.ctx.stroke();
  u.ctx.restore();
}

/** A line of a legend: kind is nothing, "dash" or "band". */
export function key(colour, text, kind) {
  const svg = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([n, v]) => made.setAttribute(n, v));
    return made;
  };
  const drawing = svg("svg", { viewBox: "0 0 28 12", "aria-hidden": "true" });
  drawing.append(kind === "band"
    ? svg("rect", { width: 28, height: 12, fill: `var(${colour})`, opacity: .25 })
    : svg("line", { x1: 0, x2: 28, y1: 6, y2: 6, stroke: `var(${colour})`, "stroke-width": 2.5, ...(kind === "dash" ? { "stroke-dasharray": "6 4" } : {}) }));
  return element("li", {}, drawing, text);
}
