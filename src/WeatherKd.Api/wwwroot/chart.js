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

/**
 * Draws into an element.
 * data: as uPlot wants it, x first. lines: [{ label, colour: "--name", dash, band }]. options: { unit, time, xLabel, marker, describe }.
 * describe(index) gives the sentence under the cursor; it goes into readout.
 */
export function draw(target, data, lines, options, readout) {
  let plot;
  const make = () => {
    plot?.destroy();
    target.replaceChildren();
    plot = new uPlot({
      width: target.clientWidth,
      height: Math.max(220, Math.min(360, target.clientWidth * 0.45)),
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
      scales: { x: { time: options.time === true } },
      axes: [
        axis({
          label: options.xLabel,
          labelSize: 24,
          values: options.time ? (_, splits) => splits.map(timeLabel) : undefined,
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
  make();

  let width = target.clientWidth;
  const resize = new ResizeObserver(() => {
    if (target.isConnected && target.clientWidth !== width) {
      width = target.clientWidth;
      make();
    }
  });
  resize.observe(target);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => target.isConnected && make());
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
