// Charts by uPlot in the colours of the page, redrawn when the page's width or colour scheme changes.
import { colour, whenSchemeChanges } from "./palette.js";
import { drawing, element } from "./dom.js";
import { follow } from "./touch.js";
import uPlot from "./uPlot.js";

const axis = more => ({
  stroke: colour("--soft"),
  grid: { stroke: colour("--line"), width: 1 },
  ticks: { stroke: colour("--line"), width: 1 },
  font: "13px system-ui, sans-serif",
  ...more,
});

// What is drawn now: { target, plot, make, resize }. A chart that has left the page is let go of when the next one is drawn, so that a page
// left open for weeks does not grow.
const drawn = new Set();
whenSchemeChanges(() => drawn.forEach(chart => chart.make()));

function forgetGone() {
  for (const chart of drawn) {
    if (chart.width > 0 && !chart.target.isConnected) {
      chart.resize.disconnect();
      chart.plot?.destroy();
      drawn.delete(chart);
    }
  }
}

// The fewest steps that fingers zoom to.
const fewest = 4;

// Zooms of charts that share a cursor, by its name: kept while the page is shown anew.
const zooms = new Map();

/** Shows a shared stretch of time in all charts of a cursor; null shows all. */
export function zoom(cursor, stretch) {
  zooms.set(cursor, stretch);
  drawn.forEach(chart => chart.cursor === cursor && chart.show());
}

/**
 * Draws into an element, as soon as it has a width and whenever that changes.
 * data: as uPlot wants it, x first. lines: [{ label, colour: "--name", dash, width, points, hidden }]. options: { time, zone, xLabel,
 * whole, fromZero, height, marker, bands, cursor, describe }.
 * time: x is in seconds, shown in a zone; whole: the x axis counts whole things; fromZero: the y axis begins at 0, so that lengths compare;
 * bands: [{ upper, lower, opacity }] of places of
 * lines; cursor: a name; charts of one name share cursor and zoom. describe(index) gives the sentence under the cursor; it goes into
 * readout.
 */
export function draw(target, data, lines, options, readout) {
  forgetGone();
  const chart = { target, width: 0, plot: null, cursor: options.cursor };
  chart.show = () => {
    const stretch = zooms.get(chart.cursor) ?? [data[0][0], data[0].at(-1)];
    chart.plot?.setScale("x", { min: stretch[0], max: stretch[1] });
  };
  chart.make = () => {
    if (chart.width === 0) {
      return;
    }
    chart.plot?.destroy();
    target.replaceChildren();
    chart.plot = new uPlot(settings(chart, data, lines, options, readout), data, target);
    if (zooms.get(chart.cursor)) {
      chart.show();
    }
    if (chart.cursor) {
      const whole = [data[0][0], data[0].at(-1)];
      follow(chart.plot.over, {
        stretch: () => [chart.plot.scales.x.min, chart.plot.scales.x.max],
        show: stretch => zoom(chart.cursor, stretch),
        least: (whole[1] - whole[0]) / (data[0].length - 1) * fewest,
        whole,
      });
    }
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

function settings(chart, data, lines, options, readout) {
  return {
    width: chart.width,
    height: options.height ?? 240,
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), options.zone ?? "UTC"),
    scales: { x: { time: options.time === true }, y: options.fromZero ? { range: (_, __, most) => [0, 1.1 * (most || 1)] } : {} },
    axes: [
      axis({
        label: options.xLabel,
        labelSize: 22,
        size: options.time ? 50 : 32,
        values: options.time ? (_, splits) => splits.map(seconds => timeLabel(seconds, options.zone ?? "UTC")) : undefined,
        incrs: options.whole ? [1, 2, 3, 6, 12, 24, 48, 120] : undefined,
        space: 56,
      }),
      axis({ size: 56, values: (_, splits) => splits.map(v => `${+v.toFixed(3)}`) }),
    ],
    series: [
      {},
      ...lines.map(line => ({
        label: line.label,
        stroke: line.hidden ? undefined : colour(line.colour),
        width: line.hidden ? 0 : (line.width ?? 2),
        dash: line.dash,
        points: { show: line.points === true, size: 5 },
        spanGaps: false,
      })),
    ],
    bands: (options.bands ?? []).map(band => ({
      series: [band.upper + 1, band.lower + 1],
      fill: `${colour("--forecast")}${Math.round(255 * band.opacity)
        .toString(16)
        .padStart(2, "0")}`,
    })),
    legend: { show: false },
    cursor: {
      drag: { x: options.cursor != null, y: false, setScale: false },
      bind: options.cursor ? { dblclick: () => () => zoom(options.cursor, null) } : undefined,
      sync: options.cursor ? { key: options.cursor } : undefined,
      points: { size: 7 },
    },
    hooks: {
      drawClear: [u => options.marker && mark(u, options.marker)],
      setCursor: [u => { readout.textContent = u.cursor.idx == null ? "" : options.describe(u.cursor.idx); }],
      setSelect: [u => {
        // Cursors that are shared also share the selection: the one under the hand decides.
        if (options.cursor && u.select.width > 8 && u.cursor.event) {
          zoom(options.cursor, [u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x")]);
        }
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      }],
    },
  };
}

function timeLabel(seconds, zone) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(new Date(seconds * 1000))
      .map(part => [part.type, part.value]),
  );
  return parts.hour === "00" ? `${parts.hour}:${parts.minute}\n${parts.day} ${parts.month}` : `${parts.hour}:${parts.minute}`;
}

/** A vertical line where the forecast begins. */
function mark(u, at) {
  const x = u.valToPos(at, "x", true);
  if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) {
    return;
  }
  u.ctx.save();
  u.ctx.strokeStyle = colour("--soft");
  u.ctx.setLineDash([4, 4]);
  u.ctx.beginPath();
  u.ctx.moveTo(x, u.bbox.top);
  u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
  u.ctx.stroke();
  u.ctx.restore();
}

/** A line of a legend: kind is nothing, "dash", "dots" or "band". */
export function key(colour, text, kind, opacity = 0.25) {
  const dashes = { dash: "6 4", dots: "2 4" }[kind];
  const shape =
    kind === "band"
      ? drawing("rect", { width: 28, height: 12, fill: `var(${colour})`, opacity })
      : drawing("line", {
          x1: 0, x2: 28, y1: 6, y2: 6, stroke: `var(${colour})`, "stroke-width": 2.5,
          ...(dashes ? { "stroke-dasharray": dashes } : {}),
        });
  return element("li", {}, drawing("svg", { viewBox: "0 0 28 12", "aria-hidden": "true" }, shape), text);
}

/** A place for a chart, and the line under it that says what is under the cursor. */
export const place = (label, low) => [
  element("div", { class: low ? "chart low" : "chart", role: "img", "aria-label": label }),
  element("p", { class: "readout", "aria-live": "off" }),
];
